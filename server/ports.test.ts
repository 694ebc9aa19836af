import { expect, test } from "vitest";
import { type Ports, patient, portsOf } from "./ports";

const late = Object.assign(new Error("Unable to start a transaction in the given time."), { code: "P2028" });

/** Ports of which only the transactions are asked for. */
function portsWith(inTransaction: Ports["inTransaction"]): Ports {
  return { inTransaction } as Partial<Ports> as Ports;
}

test("an organisation's transactions stand in its line, unless another is named", async () => {
  const lines: unknown[] = [];
  const ports = portsWith(async (_, line) => lines.push(line) as never);
  await portsOf(ports, "o").inTransaction(async () => undefined);
  await portsOf(ports, "o").inTransaction(async () => undefined, "installation");
  expect(lines).toEqual(["o", "installation"]);
});

test("a transaction whose turn did not come is asked for again, four times in all", async () => {
  let asked = 0;
  const third = portsWith(async (work) => {
    asked += 1;
    if (asked < 3) throw late;
    return work({} as never);
  });
  expect(await patient(third).inTransaction(async () => "done")).toBe("done");
  asked = 0;
  const never = portsWith(async () => {
    asked += 1;
    throw late;
  });
  await expect(patient(never).inTransaction(async () => "done")).rejects.toBe(late);
  expect(asked).toBe(4);
});

test("one that has begun is never run again, whatever becomes of it", async () => {
  let runs = 0;
  const ports = portsWith(async (work) => {
    await work({} as never);
    throw late;
  });
  const outcome = patient(ports).inTransaction(async () => {
    runs += 1;
  });
  await expect(outcome).rejects.toBe(late);
  expect(runs).toBe(1);
});
