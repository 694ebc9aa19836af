import fc from "fast-check";
import { expect, test } from "vitest";
import { soundText } from "./sound-text";

test.each([
  ['{"name":"a\\u0000b"}', '{"name":"a\\ufffdb"}'],
  ["a\0b", "a\ufffdb"],
  ['"\\ud83d"', '"\\ufffd"'],
  ['"\\uDE00\\uD83D"', '"\\ufffd\\ufffd"'],
  ["\ud83d half", "\ufffd half"],
])("what no database keeps becomes U+FFFD: %j", (text, sound) => {
  expect(soundText(text)).toBe(sound);
});

test.each([
  '{"name":"Frühling \\ud83d\\ude00 \\n"}',
  "\u{1f600} as it is",
  '"a path: c:\\\\u0000, a quote: \\"\\\\ud83d\\""',
])("what can be kept stays: %j", (text) => {
  expect(soundText(text)).toBe(text);
});

test("whatever JSON says, its sound text says the same with U+FFFD for what could not be kept", () => {
  const kept = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, one: unknown) =>
      typeof one === "string" ? one.replace(/\0|\p{Cs}/gu, "\ufffd") : one,
    );
  const unit = fc.constantFrom("a", "\\", '"', "\0", "\ud83d", "\ude00", "u0000", "\n", "ü");
  const text = fc.array(unit, { maxLength: 8 }).map((units) => units.join(""));
  const document = fc.record({ name: text, list: fc.array(text, { maxLength: 3 }) });
  fc.assert(
    fc.property(document, (value) => {
      expect(JSON.parse(soundText(JSON.stringify(value)))).toEqual(kept(value));
    }),
  );
});
