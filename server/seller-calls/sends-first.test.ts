import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sendsFirst } from "./sends-first";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what follows sends waits until the last of them has left", async () => {
  const onOut = vi.fn();
  const sends = sendsFirst(onOut);
  await sends.allOut();
  for (const id of ["a", "b"]) sends.begin(id);
  const recorded = vi.fn();
  const waiting = sends.allOut().then(recorded);
  sends.left("a");
  sends.left("a");
  sends.left("never taken");
  await Promise.resolve();
  expect([sends.isHolding(), recorded.mock.calls.length]).toEqual([true, 0]);
  sends.left("b");
  await waiting;
  expect([sends.isHolding(), onOut.mock.calls.length, vi.getTimerCount()]).toEqual([false, 1, 0]);
});

test("a send that cannot leave keeps the rest for two seconds, and not again until it has", async () => {
  const sends = sendsFirst(() => undefined);
  sends.begin("hangs");
  const waiting = sends.allOut();
  await vi.advanceTimersByTimeAsync(2_000);
  await waiting;
  sends.begin("another");
  expect(sends.isHolding()).toBe(false);
  for (const id of ["hangs", "another"]) sends.left(id);
  sends.begin("next");
  expect(sends.isHolding()).toBe(true);
  sends.left("next");
});
