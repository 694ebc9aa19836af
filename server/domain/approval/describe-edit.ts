import type { MediaBuyPatch } from "../change/patch";
import { describeField, patchFields } from "./patch-fields";
import type { EditableMediaBuy } from "./plan-edit";

/** "Pause Alpenglow · Northlight TV", "Change budget of CTV prime time", "Change 3 fields of …": the title of a change set. */
export function describeEdit(name: string, buy: EditableMediaBuy, patch: MediaBuyPatch): string {
  const fields = patchFields(patch);
  const [first] = fields;
  if (!first || fields.length > 1) return `Change ${fields.length} fields of ${name}`;
  const owner = first.packageId === null ? name : `${buy.packages.get(first.packageId)?.name ?? "a package"}, ${name}`;
  if (first.name === "paused") return `${first.value === "true" ? "Pause" : "Resume"} ${owner}`;
  return `Change ${describeField(first.name).label.toLowerCase()} of ${owner}`;
}
