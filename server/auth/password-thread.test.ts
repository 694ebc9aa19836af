import { scryptSync } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "vitest";
import { passwordThread } from "./password-thread";

const niceness = 7;
const cheap = { password: "correct horse", salt: "salt", bytes: 64, options: { N: 2, r: 1, p: 1 } };
const key = scryptSync(cheap.password, cheap.salt, cheap.bytes, cheap.options);

/** Nice values of this process's threads (proc(5), field 19 of stat), the main thread's first. */
function niceValues(): readonly number[] {
  const of = (task: string) => {
    const stat = fs.readFileSync(`/proc/self/task/${task}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  };
  const tasks = fs.readdirSync("/proc/self/task");
  return [String(process.pid), ...tasks.filter((task) => task !== String(process.pid))].map(of);
}

test("there is no thread until a password comes; then one, and where threads can, it alone stands back", async () => {
  const derive = passwordThread(niceness);
  const isLinux = process.platform === "linux";
  const before = isLinux ? niceValues() : [];
  expect(await derive(cheap)).toEqual(key);
  if (!isLinux) return;
  const [main, ...others] = niceValues();
  expect(main).toBe(before[0]);
  const lowered = Math.min(19, (main ?? 0) + niceness);
  const own = (values: readonly number[]) => values.filter((nice) => nice === lowered).length;
  expect(own(others) - own(before)).toBe(1);
  await derive(cheap);
  expect(own(niceValues())).toBe(own(others));
});

test("a thread that breaks is an error of those who wait for it, and the next password has a new one", async () => {
  const derive = passwordThread(niceness);
  const broken = [derive({ ...cheap, options: { N: 3 } }), derive(cheap)];
  for (const one of await Promise.allSettled(broken)) expect(one).toMatchObject({ status: "rejected" });
  expect(await Promise.all([derive(cheap), derive({ ...cheap, password: "other" })])).toEqual([
    key,
    scryptSync("other", cheap.salt, cheap.bytes, cheap.options),
  ]);
});
