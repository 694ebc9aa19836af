import { expect, test } from "vitest";
import type { CreativeMedia } from "./creative";
import { type AcceptedFormat, chooseFormat, describeAccepted, formatFit, packageFit, sameFormatId } from "./format-fit";

const agentUrl = "https://ads.example.com/mcp";
const banner: CreativeMedia = {
  kind: "image",
  width: 300,
  height: 250,
  durationMs: null,
  clickUrl: "https://shop.example.com",
};
const spot: CreativeMedia = { kind: "video", width: 1920, height: 1080, durationMs: 15_040, clickUrl: null };

function format(id: string, over: Partial<AcceptedFormat> = {}): AcceptedFormat {
  const assets = [{ assetId: "image", assetType: "image", required: true }];
  const size = { kind: "image", width: 300, height: 250, durationMs: null };
  return { formatId: { agentUrl, id }, name: id, description: null, ...size, assets, ...over };
}
const videoFormat = (id: string, durationMs: number | null) =>
  format(id, {
    kind: "video",
    width: 1920,
    height: 1080,
    durationMs,
    assets: [{ assetId: "video", assetType: "video", required: true }],
  });

test("an image of the exact size fits", () => {
  expect(formatFit(banner, format("mpu"))).toEqual({ fits: true });
});

test.each([
  ["another size", banner, format("x", { width: 728, height: 90 }), "needs 728×90, this is 300×250"],
  ["another kind", banner, videoFormat("v", 15_000), "takes video, this is image"],
  ["no known size", { ...banner, width: null }, format("x"), "needs 300×250, the size of this one is not known"],
  ["too long", { ...spot, durationMs: 30_000 }, videoFormat("v", 15_000), "takes at most 15 s, this is 30 s"],
  [
    "no known length",
    { ...spot, durationMs: null },
    videoFormat("v", 15_000),
    "takes at most 15 s, the length of this one is not known",
  ],
])("a creative with %s does not fit, and says why", (_, media, wanted, reason) => {
  expect(formatFit(media, wanted)).toEqual({ fits: false, reason });
});

test("a format with another required asset cannot be filled", () => {
  const assets = [
    { assetId: "image", assetType: "image", required: true },
    { assetId: "headline", assetType: "text", required: true },
  ];
  expect(formatFit(banner, format("native", { assets }))).toEqual({
    fits: false,
    reason: 'also needs "headline" (text)',
  });
});

test("a required click address must be there", () => {
  const assets = [{ assetId: "click", assetType: "url", required: true }];
  expect(formatFit({ ...banner, clickUrl: null }, format("x", { assets })).fits).toBe(false);
  expect(formatFit(banner, format("x", { assets })).fits).toBe(true);
});

test("an encoder's rounding does not make a spot too long", () => {
  expect(formatFit(spot, videoFormat("v", 15_000)).fits).toBe(true);
});

test("the choice is the exact size and the shortest slot that holds it", () => {
  const formats = [
    videoFormat("v30", 30_000),
    videoFormat("v15", 15_000),
    format("free", { kind: "video", width: null, height: null }),
  ];
  const choice = chooseFormat(spot, formats);
  expect(choice).toMatchObject({ kind: "chosen", format: { name: "v15" } });
});

test("what the packages accept comes before what fits better", () => {
  const formats = [videoFormat("v15", 15_000), videoFormat("v30", 30_000)];
  const preferred = [{ agentUrl: `${agentUrl}/`, id: "v30" }];
  expect(chooseFormat(spot, formats, preferred)).toMatchObject({ kind: "chosen", format: { name: "v30" } });
});

test("every format left out is named with its reason", () => {
  const choice = chooseFormat(banner, [
    format("mpu"),
    format("wide", { width: 728, height: 90 }),
    videoFormat("v", null),
  ]);
  expect(choice.filtered).toEqual([
    { name: "wide", reason: "needs 728×90, this is 300×250" },
    { name: "v", reason: "takes video, this is image" },
  ]);
});

test.each([
  ["no format at all", [], "The seller lists no creative format"],
  ["only the other kind", [videoFormat("v", null)], "Takes no image"],
  ["one near miss", [format("wide", { width: 728, height: 90 })], "wide: needs 728×90, this is 300×250"],
  [
    "several misses",
    [format("a", { width: 728, height: 90 }), format("b", { width: 970 })],
    "Fits none of 2 image formats (728×90, 970×250)",
  ],
])("nothing fits with %s, in one sentence", (_, formats, reason) => {
  expect(chooseFormat(banner, formats)).toMatchObject({ kind: "none", reason });
});

test("format ids compare after the agent's address is canonical", () => {
  expect(sameFormatId({ agentUrl: "HTTPS://Ads.Example.com:443/mcp/", id: "a" }, { agentUrl, id: "a" })).toBe(true);
  expect(sameFormatId({ agentUrl, id: "a" }, { agentUrl, id: "A" })).toBe(false);
  expect(sameFormatId({ agentUrl: "https://other.example.com/mcp", id: "a" }, { agentUrl, id: "a" })).toBe(false);
  expect(sameFormatId({ agentUrl: "not a url", id: "a" }, { agentUrl: "not a url", id: "a" })).toBe(true);
});

test("a package takes a creative when one of its product's formats does", () => {
  const formats = [format("mpu"), format("wide", { width: 728, height: 90 })];
  const accepts = (id: string) => packageFit(banner, [{ agentUrl, id }], formats);
  expect(accepts("mpu")).toEqual({ fits: true });
  expect(accepts("wide")).toEqual({ fits: false, reason: "wide: needs 728×90, this is 300×250" });
  expect(accepts("gone").fits).toBe(false);
  expect(packageFit(banner, [], formats)).toEqual({ fits: true });
  expect(packageFit(banner, [], null)).toEqual({ fits: false, reason: "The seller has not told us its formats yet" });
});

test("what a package accepts reads as sizes", () => {
  expect(describeAccepted([], [format("a"), videoFormat("v", 30_000), videoFormat("w", 15_000)])).toBe(
    "300×250, 1920×1080 up to 30 s",
  );
  expect(describeAccepted([{ agentUrl, id: "gone" }], [format("a")])).toBeNull();
});
