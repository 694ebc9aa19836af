import type { FormatId } from "../media-buy/product";
import { type CreativeMedia, formatSeconds } from "./creative";

/** A creative format as an agent lists it, in our words (AdCP list_creative_formats, requirements §3.8). */
export type AcceptedFormat = {
  readonly formatId: FormatId;
  readonly name: string;
  readonly description: string | null;
  /** image | video | audio | html | other */
  readonly kind: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly assets: readonly { readonly assetId: string; readonly assetType: string; readonly required: boolean }[];
};

export type Fit = { readonly fits: true } | { readonly fits: false; readonly reason: string };

const fitting: Fit = { fits: true };
const refuse = (reason: string): Fit => ({ fits: false, reason });

/** Encoders round a spot of 15 s to 15.04 s; no seller means to refuse that. */
const durationSlackMs = 500;

/** Compares ids the way the protocol asks: the agent's URL in canonical form, the id as it is (requirements §3.8). */
export function sameFormatId(a: FormatId, b: FormatId): boolean {
  return a.id === b.id && canonicalUrl(a.agentUrl) === canonicalUrl(b.agentUrl);
}

function canonicalUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}${url.search}`;
}

/** Whether the creative can be sent in this format, or the first reason why not. */
export function formatFit(media: CreativeMedia, format: AcceptedFormat): Fit {
  if (format.kind !== media.kind) return refuse(`takes ${format.kind}, this is ${media.kind}`);
  const checks = [assetFit(media, format), sizeFit(media, format), durationFit(media, format)];
  return checks.find((fit) => !fit.fits) ?? fitting;
}

/** One media asset and a click address is what a creative carries; a format that needs more cannot be filled. */
function assetFit(media: CreativeMedia, format: AcceptedFormat): Fit {
  const required = format.assets.filter((asset) => asset.required);
  const ofKind = required.filter((asset) => asset.assetType === media.kind);
  if (ofKind.length > 1) return refuse(`needs ${ofKind.length} ${media.kind} files`);
  const other = required.find((asset) => asset.assetType !== media.kind && asset.assetType !== "url");
  if (other) return refuse(`also needs "${other.assetId}" (${other.assetType})`);
  const needsClick = required.some((asset) => asset.assetType === "url");
  return needsClick && media.clickUrl === null ? refuse("needs a click-through address") : fitting;
}

function sizeFit(media: CreativeMedia, format: AcceptedFormat): Fit {
  if (format.width === null || format.height === null) return fitting;
  const needed = `${format.width}×${format.height}`;
  if (media.width === null || media.height === null)
    return refuse(`needs ${needed}, the size of this one is not known`);
  if (media.width === format.width && media.height === format.height) return fitting;
  return refuse(`needs ${needed}, this is ${media.width}×${media.height}`);
}

function durationFit(media: CreativeMedia, format: AcceptedFormat): Fit {
  if (format.durationMs === null || media.kind !== "video") return fitting;
  const most = formatSeconds(format.durationMs);
  if (media.durationMs === null) return refuse(`takes at most ${most}, the length of this one is not known`);
  if (media.durationMs <= format.durationMs + durationSlackMs) return fitting;
  return refuse(`takes at most ${most}, this is ${formatSeconds(media.durationMs)}`);
}

export type FormatChoice<F extends AcceptedFormat> =
  | { readonly kind: "chosen"; readonly format: F; readonly filtered: readonly FilteredFormat[] }
  | { readonly kind: "none"; readonly reason: string; readonly filtered: readonly FilteredFormat[] };
export type FilteredFormat = { readonly name: string; readonly reason: string };

/**
 * The best format of one agent for a creative: one of `preferred` (what the packages it is assigned to accept) before the
 * others, an exact size before a free one, the shortest slot it fills. All others are named with why they were left out.
 */
export function chooseFormat<F extends AcceptedFormat>(
  media: CreativeMedia,
  formats: readonly F[],
  preferred: readonly FormatId[] = [],
): FormatChoice<F> {
  const judged = formats.map((format) => ({ format, fit: formatFit(media, format) }));
  const filtered = judged.flatMap(({ format, fit }) => (fit.fits ? [] : [{ name: format.name, reason: fit.reason }]));
  const fitting = judged.filter(({ fit }) => fit.fits).map(({ format }) => format);
  const best = fitting.sort((a, b) => compareRanks(rank(a, preferred), rank(b, preferred)))[0];
  if (best) return { kind: "chosen", format: best, filtered };
  return { kind: "none", reason: whyNone(media, formats), filtered };
}

function rank(format: AcceptedFormat, preferred: readonly FormatId[]): readonly number[] {
  const wanted = preferred.some((id) => sameFormatId(id, format.formatId)) ? 0 : 1;
  return [wanted, format.width === null ? 1 : 0, format.durationMs ?? Number.MAX_SAFE_INTEGER];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** One sentence for a creative that fits nothing: the nearest miss, or what the seller takes instead. */
function whyNone(media: CreativeMedia, formats: readonly AcceptedFormat[]): string {
  if (formats.length === 0) return "The seller lists no creative format";
  const sameKind = formats.filter((format) => format.kind === media.kind);
  if (sameKind.length === 0) return `Takes no ${media.kind}`;
  const misses = sameKind.flatMap((format) => {
    const fit = formatFit(media, format);
    return fit.fits ? [] : [`${format.name}: ${fit.reason}`];
  });
  return misses.length === 1
    ? (misses[0] ?? "")
    : `Fits none of ${misses.length} ${media.kind} formats (${sizes(sameKind)})`;
}

/** Each size once, with the longest film it takes. */
function sizes(formats: readonly AcceptedFormat[]): string {
  const longest = new Map<string, number>();
  for (const { width, height, durationMs } of formats) {
    const size = width === null || height === null ? "any size" : `${width}×${height}`;
    longest.set(size, Math.max(longest.get(size) ?? 0, durationMs ?? 0));
  }
  const seen = [...longest].map(([size, most]) => (most ? `${size} up to ${formatSeconds(most)}` : size));
  const shown = seen.slice(0, 4).join(", ");
  return seen.length > 4 ? `${shown} and ${seen.length - 4} more` : shown;
}

/**
 * Whether a creative fits a package: one of the product's formats, as the agent describes them. An empty list means that the
 * product accepts whatever the agent does.
 */
export function packageFit(
  media: CreativeMedia,
  accepted: readonly FormatId[],
  formats: readonly AcceptedFormat[] | null,
): Fit {
  if (formats === null) return refuse("The seller has not told us its formats yet");
  const known =
    accepted.length === 0 ? formats : formats.filter((one) => accepted.some((id) => sameFormatId(id, one.formatId)));
  if (known.length === 0) return refuse("The seller describes none of the formats this product names");
  const choice = chooseFormat(media, known);
  return choice.kind === "chosen" ? fitting : refuse(choice.reason);
}

/** The formats of a product as people read them: "300×250, 728×90", or null when the agent does not describe them. */
export function describeAccepted(
  accepted: readonly FormatId[],
  formats: readonly AcceptedFormat[] | null,
): string | null {
  if (formats === null) return null;
  const known =
    accepted.length === 0 ? formats : formats.filter((one) => accepted.some((id) => sameFormatId(id, one.formatId)));
  return known.length === 0 ? null : sizes(known);
}
