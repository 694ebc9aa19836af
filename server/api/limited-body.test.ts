import { expect, test } from "vitest";
import { readLimitedBody, readRange } from "./limited-body";

function streamed(
  chunks: readonly number[],
  headers: Record<string, string> = {},
): { request: Request; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = chunks[pulled];
      pulled += 1;
      if (size === undefined) controller.close();
      else controller.enqueue(new Uint8Array(size).fill(pulled));
    },
  });
  const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
  return { request: new Request("http://127.0.0.1/", init), pulled: () => pulled };
}

test("reads a body in pieces as one", async () => {
  const { request } = streamed([2, 1]);
  expect(await readLimitedBody(request, 3)).toEqual(Uint8Array.from([1, 1, 2]));
});

test("stops reading at the limit, whatever the length says", async () => {
  const { request, pulled } = streamed([4, 4, 4, 4, 4, 4], { "content-length": "1" });
  expect(await readLimitedBody(request, 5)).toBeNull();
  expect(pulled()).toBeLessThan(5);
});

test("does not start on a body that says it is too large", async () => {
  const { request } = streamed([1], { "content-length": "6" });
  expect(await readLimitedBody(request, 5)).toBeNull();
  expect(request.bodyUsed).toBe(false);
});

test("no body is an empty one", async () => {
  expect(await readLimitedBody(new Request("http://127.0.0.1/", { method: "POST" }), 5)).toHaveLength(0);
});

test.each([
  ["bytes=0-3", { from: 0, to: 3 }],
  ["bytes=4-", { from: 4, to: 9 }],
  ["bytes=-3", { from: 7, to: 9 }],
  ["bytes=-30", { from: 0, to: 9 }],
  ["bytes=5-500", { from: 5, to: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-", null],
  ["bytes=0-1,4-5", null],
  [null, null],
])("%s of ten bytes", (header, range) => {
  expect(readRange(header, 10)).toEqual(range);
});
