import type { Tx } from "../db/client";
import { describeField, patchFields, splitField, valueIn } from "../domain/approval/patch-fields";
import { valueWords } from "../domain/approval/value-words";
import type { MediaBuyPatch } from "../domain/change/patch";
import { decodePatch } from "../domain/change/stored-json";
import type { FieldIssue } from "../domain/errors";
import { listOpenEdits } from "../repositories/change-sets";
import type { LoadedMediaBuy } from "./editable-media-buy";

/** Of an edit made on a media buy that has moved since: per field what was asked, and what somebody else made of it. */
export async function staleEditIssues(tx: Tx, { row, editable }: LoadedMediaBuy, patch: MediaBuyPatch) {
  const open = await listOpenEdits(tx, row.organisationId, [row.id]);
  const asked = open.flatMap(({ title, patch: text }) =>
    patchFields(decodePatch(text)).map((one) => ({ ...one, title })),
  );
  return patchFields(patch).map(({ field, value }): FieldIssue => {
    const { packageId, name } = splitField(field);
    const owner = packageId === null ? "" : ` of ${editable.packages.get(packageId)?.name ?? "a package"}`;
    const words = (of: string | null) => valueWords(name, of, row.currency);
    const other = asked.find((one) => one.field === field);
    const theirs = other
      ? `“${other.title}” asks for ${words(other.value)}`
      : `it is ${words(valueIn(editable.values, field))} now`;
    const message = `${describeField(name).label}${owner}: you asked for ${words(value)}; ${theirs}`;
    return { path: field, message };
  });
}
