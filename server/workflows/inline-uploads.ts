import type { Tx } from "../db/client";
import type { MediaBuyPatch, NewPackage } from "../domain/change/patch";
import { chooseFormat } from "../domain/creative/format-fit";
import { DomainError } from "../domain/errors";
import { decodeProduct } from "../domain/media-buy/product-codec";
import type { Ports } from "../ports";
import { readFormats } from "../repositories/creative-formats";
import { type CreativeRecord, creativesBySellerId } from "../repositories/creatives";
import type { CreativeUpload } from "../sales-agents/creative-exchange";
import type { LoadedMediaBuy } from "./editable-media-buy";
import { assetAddress } from "./read-asset";

/** The creatives that travel inside an update, each in the best format that its package accepts; empty where none do. */
export async function inlineUploads(
  tx: Tx,
  ports: Pick<Ports, "vault" | "appUrl">,
  { row }: LoadedMediaBuy,
  patch: MediaBuyPatch,
): Promise<readonly CreativeUpload[]> {
  const wanted = [
    ...Object.entries(patch.packages ?? {}).flatMap(([id, one]) =>
      (one.newCreatives ?? []).map((creativeId) => ({ creativeId, formatIds: formatsOf(row, id) })),
    ),
    ...(patch.newPackages ?? []).flatMap((line: NewPackage) =>
      (line.newCreatives ?? []).map((creativeId) => ({ creativeId, formatIds: line.formatIds })),
    ),
  ];
  if (wanted.length === 0) return [];
  const ids = [...new Set(wanted.map((one) => one.creativeId))];
  const creatives = await creativesBySellerId(tx, row.organisationId, ids);
  const formats = (await readFormats(tx, row.organisationId)).get(row.salesAgentId)?.formats ?? [];
  return creatives.map((creative) => {
    const preferred = wanted.find((one) => one.creativeId === creative.creativeId)?.formatIds ?? [];
    const choice = chooseFormat(creative, formats, preferred);
    if (choice.kind === "none") throw new DomainError("INVALID_INPUT", `${creative.name}: ${choice.reason}`);
    const { creativeId, name, kind, clickUrl, width, height, durationMs } = creative;
    const assetUrl = addressOf(ports, creative);
    return { creativeId, name, format: choice.format, kind, assetUrl, clickUrl, width, height, durationMs };
  });
}

function formatsOf(row: LoadedMediaBuy["row"], packageId: string) {
  const pack = row.packages.find((one) => one.id === packageId);
  return pack ? decodeProduct(pack.productSnapshot.product).formatIds : [];
}

function addressOf(ports: Pick<Ports, "vault" | "appUrl">, creative: CreativeRecord): string {
  const { uploadId, assetUrl, organisationId, name } = creative;
  const address = uploadId === null ? assetUrl : assetAddress(ports, organisationId, uploadId);
  if (address === null) throw new DomainError("INVALID_INPUT", `${name} has no address that a seller could fetch`);
  return address;
}
