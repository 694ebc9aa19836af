import { DomainError, type FieldIssue } from "../errors";

export const creativeKinds = ["image", "video"] as const;
export type CreativeKind = (typeof creativeKinds)[number];

/** What decides where a creative fits. Pixels and milliseconds; null: not known. */
export type CreativeMedia = {
  readonly kind: CreativeKind;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly clickUrl: string | null;
};

const longestSide = 20_000;
const longestMs = 3_600_000;
const longestUrl = 2_000;

/** An address a seller will fetch or a person will open: https, a public-looking host, nobody's password in it. */
export function webAddressProblem(text: string): string | null {
  if (text.length > longestUrl) return "The address is too long (at most 2,000 characters)";
  if (!URL.canParse(text)) return "Enter a whole address that starts with https://";
  const url = new URL(text);
  if (url.protocol !== "https:") return "The address must start with https://";
  if (url.username !== "" || url.password !== "") return "The address must not carry a user name or password";
  if (!url.hostname.includes(".") || url.hostname.endsWith(".")) return "The address needs a full host name";
  return null;
}

function range(path: string, name: string, value: number | null, most: number): FieldIssue[] {
  if (value === null) return [];
  if (Number.isInteger(value) && value >= 1 && value <= most) return [];
  return [{ path, message: `${name} must be a whole number from 1 to ${most.toLocaleString("en-GB")}` }];
}

/** Everything wrong with a creative's facts, by field; empty when it can be kept. */
export function mediaIssues(media: CreativeMedia): readonly FieldIssue[] {
  const click = media.clickUrl === null ? null : webAddressProblem(media.clickUrl);
  return [
    ...range("width", "The width", media.width, longestSide),
    ...range("height", "The height", media.height, longestSide),
    ...range("durationMs", "The length in milliseconds", media.durationMs, longestMs),
    ...(media.width === null ? [{ path: "width", message: "Enter the width in pixels" }] : []),
    ...(media.height === null ? [{ path: "height", message: "Enter the height in pixels" }] : []),
    ...(media.kind === "image" && media.durationMs !== null
      ? [{ path: "durationMs", message: "An image has no length" }]
      : []),
    ...(media.kind === "video" && media.durationMs === null
      ? [{ path: "durationMs", message: "Enter the length of the video" }]
      : []),
    ...(click === null ? [] : [{ path: "clickUrl", message: click }]),
  ];
}

/** Throws INVALID_INPUT with one issue per field. */
export function refuseIssues(issues: readonly FieldIssue[]): void {
  const first = issues[0];
  if (first) throw new DomainError("INVALID_INPUT", first.message, issues);
}

/** "300×250", "1920×1080 · 15 s", "size not known". */
export function describeMedia(media: Pick<CreativeMedia, "width" | "height" | "durationMs">): string {
  const size = media.width === null || media.height === null ? "size not known" : `${media.width}×${media.height}`;
  return media.durationMs === null ? size : `${size} · ${formatSeconds(media.durationMs)}`;
}

/** "15 s", "7.5 s". */
export function formatSeconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
