import fc from "fast-check";
import { expect, test } from "vitest";
import { readMediaBytes } from "./media-bytes";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)));

const png = bytes([0x89], "PNG\r\n", [0x1a, 0x0a], [0, 0, 0, 13], "IHDR", [0, 0, 1, 44, 0, 0, 0, 250]);
const gif = bytes("GIF89a", [0xd8, 0x02, 0x5a, 0x00], [0, 0, 0, 0]);
const jpeg = bytes(
  [0xff, 0xd8],
  [0xff, 0xe0, 0x00, 0x04, 0x00, 0x00],
  [0xff, 0xff, 0xc2, 0x00, 0x0b, 0x08, 0x00, 0xfa, 0x03, 0xca, 0x01, 0, 0, 0],
);
const webpExtended = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0], [0x2b, 1, 0, 0xf9, 0, 0]);
const webpLossy = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ", [10, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a], [0x2c, 1, 0xfa, 0]);
const webpLossless = bytes(
  "RIFF",
  [0, 0, 0, 0],
  "WEBPVP8L",
  [10, 0, 0, 0, 0x2f],
  [0x2b, 0x41, 0x3e, 0],
  [0, 0, 0, 0, 0],
);

test.each([
  ["png", png, "image/png", 300, 250],
  ["gif", gif, "image/gif", 728, 90],
  ["jpeg", jpeg, "image/jpeg", 970, 250],
  ["extended webp", webpExtended, "image/webp", 300, 250],
  ["lossy webp", webpLossy, "image/webp", 300, 250],
  ["lossless webp", webpLossless, "image/webp", 300, 250],
])("reads the size of a %s from its bytes", (_, file, mime, width, height) => {
  expect(readMediaBytes(file)).toEqual({ mime, kind: "image", width, height });
});

test("knows videos by their container", () => {
  expect(readMediaBytes(bytes([0, 0, 0, 24], "ftypisom", [0, 0, 0, 0]))?.mime).toBe("video/mp4");
  expect(readMediaBytes(bytes([0x1a, 0x45, 0xdf, 0xa3], "....B.webm...."))?.mime).toBe("video/webm");
});

test.each([
  ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"],
  ["HTML", "<!doctype html><script>alert(1)</script>"],
  ["nothing", ""],
  ["a PNG cut off in its header", "\x89PNG\r\n\x1a\n\0\0\0\rIH"],
  ["Matroska that is not WebM", "\x1a\x45\xdf\xa3....B.matroska...."],
])("refuses %s", (_, text) => {
  expect(readMediaBytes(bytes(text))).toBeNull();
});

test("no bytes at all make it throw or hang", () => {
  const starts = [png, gif, jpeg, webpExtended, webpLossless].map((file) => Array.from(file.subarray(0, 16)));
  fc.assert(
    fc.property(fc.constantFrom([] as number[], ...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const read = readMediaBytes(Uint8Array.from([...start, ...rest]));
      expect(read === null || read.kind === "image" || read.kind === "video").toBe(true);
    }),
  );
});
