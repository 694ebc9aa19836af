import type { Db, Tx } from "../db/client";
import { editFromRequest, type ReadRequest } from "../domain/dialect/edit-from-request";
import { type Json, textOf } from "../domain/dialect/read-json";
import type { RequestSubject } from "../domain/dialect/request-words";
import { DomainError, notFound } from "../domain/errors";
import { isAuction } from "../domain/media-buy/product";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { knownProducts } from "../repositories/product-snapshots";
import { type LoadedMediaBuy, loadEditable } from "./editable-media-buy";
import { stageEdit } from "./stage-edit";
import type { ChangeSetOutcome } from "./submit-campaign";

export type BroughtIn = ChangeSetOutcome & { readonly notes: readonly string[] };

/**
 * An update in the words of an older document, staged like any edit: translated by one table, checked, frozen, approved where
 * policy asks. INVALID_INPUT with every word that cannot be brought over; `notes` say what is not part of the change.
 */
export async function bringInUpdate(ports: Ports, actor: Actor, request: Json, reason: string): Promise<BroughtIn> {
  const mediaBuyId = await mediaBuyOf(ports.db, actor.organisationId, request);
  const loaded = await loadEditable(ports.db, actor.organisationId, mediaBuyId, []);
  const { edit, notes } = await readUpdate(ports.db, loaded, request);
  const outcome = await stageEdit(ports, actor, { ...edit, mediaBuyId, revision: loaded.row.revision, reason });
  return { ...outcome, notes };
}

/** What the request says of this media buy. Throws INVALID_INPUT with every word that cannot be brought over. */
async function readUpdate(db: Db | Tx, loaded: LoadedMediaBuy, request: Json): Promise<ReadRequest> {
  const read = editFromRequest(request, await subjectOf(db, loaded, request));
  const [first] = read.issues;
  if (first) throw new DomainError("INVALID_INPUT", first.message, read.issues);
  return read;
}

/** By the seller's id or ours, or by the campaign's reference where it has one media buy; never by both (S4:17). */
async function mediaBuyOf(db: Db | Tx, organisationId: string, request: Json): Promise<string> {
  const id = textOf(request.media_buy_id) ?? textOf(request.mediaBuyId);
  const buyerRef = textOf(request.buyer_ref);
  if ((id === undefined) === (buyerRef === undefined)) {
    throw new DomainError("INVALID_INPUT", "Name the media buy by media_buy_id or by buyer_ref, not by both");
  }
  const which =
    id === undefined ? { campaign: { buyerRef: buyerRef ?? "" } } : { OR: [{ sellerMediaBuyId: id }, { id }] };
  const found = await db.mediaBuy.findMany({
    where: { AND: [{ organisationId }, which] },
    select: { id: true },
    take: 2,
  });
  if (found.length > 1)
    throw new DomainError("INVALID_INPUT", "That names several media buys; use the media buy's own id");
  if (!found[0]) throw notFound("The media buy");
  return found[0].id;
}

async function subjectOf(db: Db | Tx, { row, editable }: LoadedMediaBuy, request: Json): Promise<RequestSubject> {
  const { organisationId, salesAgentId } = row;
  const words = wordsIn(request);
  const creatives = await db.creative.findMany({
    where: { organisationId, creativeId: { in: words } },
    select: { id: true, creativeId: true },
  });
  const offers = await knownProducts(db, { organisationId, salesAgentId }, words);
  return {
    currency: row.currency,
    packages: row.packages.map((one) => {
      const found = editable.packages.get(one.id);
      return {
        id: one.id,
        sellerPackageId: one.sellerPackageId,
        productId: one.productId,
        name: one.name,
        auction: found?.option ? isAuction(found.option) : false,
        live: one.canceledAt === null && one.sellerPackageId !== null,
      };
    }),
    creatives: new Map(creatives.map((one) => [one.creativeId, one.id])),
    offers: new Map([...offers].map(([productId, { id }]) => [productId, id])),
  };
}

/** Every text in the request: among them are the ids that it means. */
function wordsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsIn) : [];
}
