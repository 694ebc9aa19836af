import type { Tx } from "../db/client";
import { minimalProduct } from "../domain/adopt/minimal-product";
import { budgetsOf } from "../domain/adopt/obstacle";
import { oneLine } from "../domain/adopt/seen-media-buy";
import { unknownPacing } from "../domain/adopt/unknown-parts";
import { decodeIntent } from "../domain/change/stored-json";
import { findCreatedBuy } from "../domain/media-buy/find-created-buy";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import {
  type AdoptedMediaBuy,
  type AdoptedPlace,
  coverFlights,
  insertAdopted,
  insertProducts,
  tieFound,
} from "../repositories/adopted-media-buys";
import type { Adoption } from "../repositories/adoptions";
import { openCreatesAt } from "../repositories/changes";
import { type ChosenBuy, ourBuys } from "../repositories/found-media-buys";
import { type KnownProduct, knownProducts } from "../repositories/product-snapshots";
import { firstSendOf } from "../repositories/seller-calls";
import { type GroupCampaigns, groupCampaigns } from "./group-campaigns";
import { enqueueAdoptedWatch } from "./watch-media-buy";

export type TakenChunk = {
  readonly taken: number;
  readonly known: number;
  readonly held: number;
  readonly campaignIds: readonly string[];
  readonly made: number;
};

/**
 * Makes these found buys ours: campaigns, buys, packages and the looks at the seller that follow. Those that are ours by now are tied,
 * those that an open create of ours may have made are left alone: the engine decides about them.
 */
export async function takeChunk(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "random">,
  adoption: Adoption,
  place: AdoptedPlace,
  chunk: readonly ChosenBuy[],
  pace: { readonly pollSeconds: number },
): Promise<TakenChunk> {
  const at = ports.clock();
  const known = await ourBuys(
    tx,
    place,
    chunk.map((buy) => buy.sellerMediaBuyId),
  );
  const unknown = chunk.filter((buy) => !known.has(buy.sellerMediaBuyId));
  const held = await maybeOurs(tx, adoption, unknown);
  await tx.foundMediaBuy.updateMany({
    where: {
      organisationId: adoption.organisationId,
      id: { in: unknown.filter((buy) => held.has(buy.sellerMediaBuyId)).map((buy) => buy.id) },
    },
    data: { obstacle: "maybe_ours" },
  });
  const free = unknown.filter((buy) => !held.has(buy.sellerMediaBuyId));
  const campaigns = await groupCampaigns(tx, ports, adoption, place.sellerName, free);
  const products = await productsFor(tx, ports, place, free, at);
  const buys = free.flatMap((buy) => adopted(ports, campaigns, products, buy));
  await insertAdopted(tx, place, buys, at);
  await tieFound(
    tx,
    place,
    chunk.map((buy) => buy.id),
  );
  const campaignIds = [...new Set(buys.map((buy) => buy.campaignId))];
  if (adoption.grouping.kind !== "campaign") await coverFlights(tx, adoption.organisationId, campaignIds);
  const watched = buys.map(({ id, seen }) => ({ id, sellerStatus: seen.status }));
  await enqueueAdoptedWatch(tx, ports, { ...adoption, offset: adoption.done }, watched, pace);
  return { taken: buys.length, known: known.size, held: held.size, campaignIds, made: campaigns.made };
}

/** Seller ids that a create of ours without an answer may have made (requirements §4.3). */
async function maybeOurs(tx: Tx, adoption: Adoption, chunk: readonly ChosenBuy[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const create of await openCreatesAt(tx, adoption)) {
    const firstSentAt = await firstSendOf(tx, adoption.organisationId, create.id);
    if (firstSentAt === null) continue;
    const listed = chunk.map((buy) => buy.seen);
    const found = findCreatedBuy(decodeIntent(create.patch), listed, { firstSentAt, claimed: ids });
    if (found.kind === "one") ids.add(found.mediaBuyId);
    if (found.kind === "unsure") for (const id of found.mediaBuyIds) ids.add(id);
  }
  return ids;
}

/** The product each package names: as it was last offered here, else by its id alone. */
async function productsFor(
  tx: Tx,
  ports: Pick<Ports, "newId">,
  place: AdoptedPlace,
  buys: readonly ChosenBuy[],
  at: Instant,
): Promise<ReadonlyMap<string, KnownProduct>> {
  const named = new Set(buys.flatMap((buy) => buy.seen.packages.map((pack) => pack.productId ?? "")));
  const known = await knownProducts(tx, place, [...named]);
  const missing = [...named].filter((id) => !known.has(id));
  const minimal = missing.map((id) => ({ ...minimalProduct(id === "" ? undefined : id), snapshotId: ports.newId() }));
  await insertProducts(tx, place, minimal, at);
  return new Map([
    ...known,
    ...minimal.map(({ snapshotId: id, productId, name }) => [productId, { id, productId, name }] as const),
  ]);
}

function adopted(
  ports: Pick<Ports, "newId">,
  campaigns: GroupCampaigns,
  products: ReadonlyMap<string, KnownProduct>,
  buy: ChosenBuy,
): AdoptedMediaBuy[] {
  const budgets = budgetsOf(buy.seen);
  const campaignId = campaigns.idOf(buy);
  if (budgets === null || campaignId === undefined) return [];
  const { name, poNumber, startAt, endAt, seen, seenAt } = buy;
  const packages = seen.packages.flatMap((pack) => {
    const product = products.get(pack.productId ?? "");
    if (!product) return [];
    const budgetMicros = budgets.get(pack.packageId) ?? 0n;
    const packageName = pack.productId === undefined ? oneLine(pack.packageId) : product.name;
    const pacing = oneLine(pack.pacing ?? unknownPacing, 30);
    return [{ id: ports.newId(), name: packageName, productSnapshotId: product.id, budgetMicros, pacing, seen: pack }];
  });
  return [{ id: ports.newId(), campaignId, name, poNumber, startAt, endAt, seen, seenAt, packages }];
}
