import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerFinder } from "./event-stream";

const answer = JSON.stringify({ jsonrpc: "2.0", id: 7, result: { text: "grüezi\n\nworld" } });
const noise = [
  ": keep-alive",
  'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}',
  'data: {"jsonrpc":"2.0","id":6,"result":{}}',
  "data: not json",
  "id: 5\nretry: 1000\ndata:",
];

function streamOf(lineEnd: string): string {
  const events = [...noise, `event: message\nid: 9\ndata: ${answer}`, 'data: {"jsonrpc":"2.0","id":7,"result":"late"}'];
  return events
    .map((event) => `${event}\n\n`)
    .join("")
    .replaceAll("\n", lineEnd);
}

describe("the answer in an event stream", () => {
  test.each(["\n", "\r\n", "\r"])("is found however the stream is cut, lines ending in %j", (lineEnd) => {
    const stream = streamOf(lineEnd);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const find = answerFinder(7);
        let found: string | null = null;
        for (let at = 0, turn = 0; at < stream.length && found === null; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          found = find(stream.slice(at, at + size));
          at += size;
        }
        expect(found).toBe(answer);
      }),
    );
  });

  test("may be spread over several data lines", () => {
    expect(answerFinder(1)('data: {"jsonrpc":"2.0","id":1,\ndata: "result":{}}\n\n')).toBe(
      '{"jsonrpc":"2.0","id":1,\n"result":{}}',
    );
  });

  test("is absent where only others are answered", () => {
    expect(answerFinder(8)(streamOf("\n"))).toBeNull();
  });
});
