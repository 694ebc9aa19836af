import type { MediaBuyPatch } from "../change/patch";

/** What taking a change back would bring back, in a few words: shown before it is signed. */
export function reversibility(kind: string, patch: MediaBuyPatch | null): string {
  if (kind === "create_media_buy") return "Undo: cancel, minus what is spent";
  if (patch === null) return "Undo: send the earlier version";
  const packages = Object.values(patch.packages ?? {});
  if (patch.canceled || packages.some((one) => one.canceled)) return "Cannot be undone";
  if ((patch.newPackages ?? []).length > 0) return "Undo: cancel the package, minus what is spent";
  if (packages.some((one) => one.budgetMicros !== undefined)) return "Undo: down to what is spent";
  return "Undo: at any time";
}
