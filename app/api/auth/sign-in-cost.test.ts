import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DoorsUp, doorsUp } from "@/server/api/abuse/test-doors";
import { addressKey, noteWait, tooManyAnswer } from "@/server/auth/told-to-wait";
import { POST as signIn } from "./[...all]/route";

/** A14 at the door for sign-in: see server/api/abuse/a14-cost.test.ts. */
const mostCpuMs = 50;
const kb = (count: number) => count * 1_024;
let up: DoorsUp;

beforeAll(async () => {
  up = await doorsUp();
});
afterAll(() => up.close());

describe("a question to sign-in", () => {
  const ask = (body: string | ReadableStream) => {
    const headers = { origin: up.url, "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    return signIn(new Request(`${up.url}/api/auth/sign-in/email`, init));
  };
  const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(kb(64)));

  test("of more than 16 kB is refused unread, with or without a length", async () => {
    const costMs = async () => {
      const before = process.cpuUsage();
      expect((await ask("x".repeat(kb(4_096)))).status).toBe(413);
      expect((await ask(new ReadableStream({ pull }))).status).toBe(413);
      return process.cpuUsage(before).user / 1_000;
    };
    // The least it was seen to cost: on a busy machine the same work takes more.
    let cheapest = await costMs();
    for (let round = 1; round < 12 && cheapest >= 2 * mostCpuMs; round += 1)
      cheapest = Math.min(cheapest, await costMs());
    expect(cheapest).toBeLessThan(2 * mostCpuMs);
  });

  test("nested without end is an error of whoever asks", async () => {
    const { status } = await ask('{"email":'.repeat(1_500));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  test("of an address that was told to come back is answered before Next, unread", async () => {
    const { app, url } = up;
    const now = Date.now();
    const init = { method: "POST", headers: { origin: url, "content-type": "application/json" }, body: "{}" };
    const question = () => fetch(`${url}/api/auth/sign-in/email`, init);
    // A question like any other until then, and none that needs Next.
    expect((await question()).status).toBe(400);
    noteWait(app.db, addressKey("127.0.0.1", "/sign-in/email"), now + 30_000);
    const answer = await question();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("x-retry-after"))).toBeGreaterThan(20);
    expect(await answer.json()).toEqual(tooManyAnswer);
    // Whoever goes on has no new connection made for each time.
    expect(answer.headers.get("connection")).toBe("keep-alive");
  });
});
