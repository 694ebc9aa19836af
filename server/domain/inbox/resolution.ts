import type { Instant } from "../time";

/** What a person did about an outcome that was not as asked. */
export const resolutionKinds = [
  "sent_again",
  "accepted_seller_value",
  "asked_seller",
  "adopted",
  "given_up",
  "merged",
  "answered",
] as const;
export type ResolutionKind = (typeof resolutionKinds)[number];

/** Change.resolution. `note`: the person's words; `leadsTo`: the change set that goes on from here. */
export type Resolution = {
  readonly kind: ResolutionKind;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Instant;
  readonly note: string;
  readonly leadsTo: string | null;
};

/** Asking settles nothing yet: the matter stays open, waiting on the seller. */
export function isClosing(kind: ResolutionKind): boolean {
  return kind !== "asked_seller";
}

export function encodeResolution(resolution: Resolution): string {
  return JSON.stringify(resolution);
}

/** null for none, and for a text that is no resolution of ours. */
export function decodeResolution(text: string | null): Resolution | null {
  if (text === null) return null;
  const { kind, by, at, note, leadsTo } = JSON.parse(text) as Partial<Resolution>;
  const known = resolutionKinds.find((one) => one === kind);
  if (!known || !by || !at) return null;
  return { kind: known, by, at, note: note ?? "", leadsTo: leadsTo ?? null };
}

const words: Readonly<Record<ResolutionKind, string>> = {
  sent_again: "asked for it again",
  accepted_seller_value: "accepted what the seller shows",
  asked_seller: "asked the seller",
  adopted: "took the seller's media buy over by hand",
  given_up: "left it as it is",
  merged: "compared both and decided",
  answered: "answered with a corrected request",
};

/** "Ada Lovelace accepted what the seller shows". */
export function resolutionWords({ kind, by }: Pick<Resolution, "kind" | "by">): string {
  return `${by.name} ${words[kind]}`;
}
