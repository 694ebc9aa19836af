import type { MediaBuyPatch } from "../change/patch";
import type { EditableMediaBuy } from "./editable-buy";
import { describeField, type PatchField, patchFields } from "./patch-fields";

/** "Pause Alpenglow · Northlight TV", "Change budget of CTV prime time", "Change 3 fields of …": the title of a change set. */
export function describeEdit(name: string, buy: EditableMediaBuy, patch: MediaBuyPatch): string {
  const fields = patchFields(patch);
  const added = additions(name, patch, fields);
  if (added !== null) return added;
  const [first] = fields;
  if (!first || fields.length > 1) return `Change ${fields.length} fields of ${name}`;
  const owner = first.packageId === null ? name : `${buy.packages.get(first.packageId)?.name ?? "a package"}, ${name}`;
  if (first.name === "canceled") return `Cancel ${owner}`;
  if (first.name === "paused") return `${first.value === "true" ? "Pause" : "Resume"} ${owner}`;
  return `Change ${describeField(first.name).label.toLowerCase()} of ${owner}`;
}

/** Where an edit does nothing but add packages. */
function additions(name: string, { newPackages = [] }: MediaBuyPatch, fields: readonly PatchField[]): string | null {
  const [first, ...more] = newPackages;
  const ids = new Set<string | null>(newPackages.map((line) => line.packageId));
  if (!first || fields.some(({ packageId }) => !ids.has(packageId))) return null;
  return more.length === 0 ? `Add “${first.name}” to ${name}` : `Add ${newPackages.length} packages to ${name}`;
}
