import { type AccountRef, resolveAccount } from "./accounts";
import type { FormatId, Json } from "./model";
import type { Seller } from "./seller";

interface FormatSpec {
  id: string;
  name: string;
  kind: "image" | "video" | "audio";
  width: number;
  height: number;
  seconds?: number;
}

const image = (width: number, height: number, name: string): FormatSpec => ({
  id: `display_${width}x${height}`,
  name: `${name} ${width}x${height}`,
  kind: "image",
  width,
  height,
});
const video = (seconds: number): FormatSpec => ({
  id: `video_${seconds}s`,
  name: `Video spot ${seconds} s`,
  kind: "video",
  width: 1920,
  height: 1080,
  seconds,
});

const FORMATS: readonly FormatSpec[] = [
  image(300, 250, "Medium rectangle"),
  image(728, 90, "Leaderboard"),
  image(970, 250, "Billboard"),
  image(300, 600, "Half page"),
  image(320, 50, "Mobile banner"),
  image(160, 600, "Wide skyscraper"),
  video(6),
  video(15),
  video(30),
  { id: "video_vertical_15s", name: "Vertical video 15 s", kind: "video", width: 1080, height: 1920, seconds: 15 },
  { id: "audio_30s", name: "Audio spot 30 s", kind: "audio", width: 1, height: 1, seconds: 30 },
];

/** A format of this seller as an AdCP format id. */
export const formatId = (seller: Seller, id: string): FormatId => ({ agent_url: seller.url, id });

function requirements(spec: FormatSpec): Json {
  const size = {
    min_width: spec.width,
    max_width: spec.width,
    min_height: spec.height,
    max_height: spec.height,
  };
  const duration = { max_duration_ms: (spec.seconds ?? 0) * 1000 };
  if (spec.kind === "image") return { ...size, formats: ["jpg", "png", "gif", "webp"], max_file_size_kb: 200 };
  if (spec.kind === "video") return { ...size, ...duration, containers: ["mp4", "webm"], max_file_size_kb: 50_000 };
  return duration;
}

function toWire(seller: Seller, spec: FormatSpec): Json {
  const media = { item_type: "individual", asset_id: spec.kind, asset_type: spec.kind, required: true };
  const landing = { item_type: "individual", asset_id: "landing_page", asset_type: "url", required: false };
  const dimensions = { width: spec.width, height: spec.height, unit: "px" };
  return {
    format_id: formatId(seller, spec.id),
    name: spec.name,
    description: `${spec.name}, hosted by ${seller.profile.name}.`,
    ...(spec.kind === "audio" ? {} : { renders: [{ role: "primary", dimensions }] }),
    assets: [{ ...media, requirements: requirements(spec) }, landing],
  };
}

/** All formats of the seller: its own and those a compliance run has seeded. */
function allFormats(seller: Seller): Json[] {
  const used = new Set(seller.profile.products.flatMap((product) => product.formats));
  const own = FORMATS.filter((spec) => used.has(spec.id)).map((spec) => toWire(seller, spec));
  return [...own, ...seller.store.list<Json>("format")];
}

/** Whose seeds they are; empty when the request names no account. */
export function seedScope(seller: Seller, args: Json): string {
  const ref = args.account as AccountRef | undefined;
  return (ref === undefined ? undefined : resolveAccount(seller, ref)?.key) ?? "";
}

/** True when the seller knows the format; any agent_url is taken, since only the id is ours to judge. */
export function knowsFormat(seller: Seller, format: FormatId): boolean {
  return allFormats(seller).some((known) => (known.format_id as FormatId).id === format.id);
}

function fits(format: Json, args: Json): boolean {
  const wanted = args.format_ids as FormatId[] | undefined;
  const types = args.asset_types as string[] | undefined;
  const search = args.name_search as string | undefined;
  const assets = (format.assets ?? []) as { asset_type?: string }[];
  if (wanted !== undefined && !wanted.some((id) => id.id === (format.format_id as FormatId).id)) return false;
  if (types !== undefined && !assets.some((asset) => types.includes(asset.asset_type ?? ""))) return false;
  if (search !== undefined && !String(format.name).toLowerCase().includes(search.toLowerCase())) return false;
  return withinSize(format, args);
}

function withinSize(format: Json, args: Json): boolean {
  const renders = (format.renders ?? []) as { dimensions?: { width?: number; height?: number } }[];
  const limit = (key: string, fallback: number): number => (args[key] as number | undefined) ?? fallback;
  const asked = ["min_width", "max_width", "min_height", "max_height"].some((key) => args[key] !== undefined);
  if (!asked) return true;
  return renders.some(({ dimensions }) => {
    const { width = 0, height = 0 } = dimensions ?? {};
    const wide = width >= limit("min_width", 0) && width <= limit("max_width", Number.POSITIVE_INFINITY);
    return wide && height >= limit("min_height", 0) && height <= limit("max_height", Number.POSITIVE_INFINITY);
  });
}

/** list_creative_formats. A compliance run that seeded formats for its account sees exactly those. */
export function filterFormats(seller: Seller, args: Json): Json[] {
  const seeded = seller.store.list<Json>("format", seedScope(seller, args));
  const formats = seeded.length > 0 && args.account !== undefined ? seeded : allFormats(seller);
  return formats.filter((format) => fits(format, args));
}
