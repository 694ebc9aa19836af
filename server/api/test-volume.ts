import { randomUUID } from "node:crypto";
import type { Db } from "../db/client";
import { addDays } from "../domain/time";
import {
  givenBought,
  givenCampaign,
  givenPeople,
  givenSeller,
  givenSubmission,
  now,
  type Seller,
} from "./routers/test-campaigns";
import { type TestDesk, testOrganisation } from "./test-desk";

const organisationId = testOrganisation;
const at = new Date(now);

/** The ids to ask for in an organisation that has `count` of everything, and one thing that has `count` of every part. */
export type Volume = {
  readonly campaignId: string;
  readonly plannedPackageId: string;
  /** A campaign with as many running media buys. */
  readonly boughtCampaignId: string;
  readonly changeSetId: string;
  readonly mediaBuyId: string;
  /** An edit that its seller did not take because somebody else had changed the buy. */
  readonly changeId: string;
  readonly creativeId: string;
  readonly productSnapshotId: string;
  readonly salesAgentId: string;
  /** Its account, which was read: it lists as many media buys, all of them chosen once. */
  readonly accountId: string;
};

/** Fills an empty desk: `count` sellers, campaigns, packages, buys, changes, creatives, products, days and audit rows. */
export async function givenVolume(desk: TestDesk, count: number): Promise<Volume> {
  const { db } = desk.ports;
  desk.setClock(now);
  await givenPeople(db);
  const sellers: Seller[] = [];
  for (let index = 0; index < count; index += 1) sellers.push(await givenSeller(desk, `Seller ${index}`));
  const [seller] = sellers;
  if (!seller) throw new Error("a volume starts at one");
  const campaignId = await givenCampaign(desk, sellers, "Planned");
  const changeSetId = await givenSubmission(desk, await givenCampaign(desk, sellers, "Submitted"));
  const mediaBuyId = await givenRunningBuys(desk, sellers);
  const creativeId = await givenCreatives(db, { seller, campaignId, mediaBuyId, count });
  await givenSearch(db, campaignId, sellers);
  const { id: changeId } = await db.change.findFirstOrThrow({ where: { mediaBuyId, kind: "update_media_buy" } });
  await db.change.update({ where: { id: changeId }, data: { state: "refused", errorCode: "STALE_EDIT" } });
  const planned = await db.package.findFirstOrThrow({ where: { campaignId } });
  return {
    campaignId,
    plannedPackageId: planned.id,
    boughtCampaignId: await givenBoughtTogether(desk, sellers),
    changeSetId,
    mediaBuyId,
    changeId,
    creativeId,
    productSnapshotId: seller.snapshotId,
    salesAgentId: seller.agentId,
    accountId: await givenFound(db, seller, count),
  };
}

async function givenFound(db: Db, { agentId: salesAgentId, accountId }: Seller, count: number): Promise<string> {
  const [scanId, adoptionId] = [randomUUID(), randomUUID()];
  const place = { organisationId, salesAgentId, accountId };
  const started = { ...place, state: "done", startedById: "planner", startedAt: at };
  await db.accountScan.create({ data: { ...started, id: scanId, pages: 1, found: count } });
  const grouping = '{"kind":"each"}';
  await db.adoption.create({ data: { ...started, id: adoptionId, grouping, chosen: count, startedByName: "Paula" } });
  const seen = JSON.stringify({ packages: [{ packageId: "p", productId: "news" }] });
  const row = {
    ...place,
    scanId,
    adoptionId,
    sellerStatus: "active",
    currency: "EUR",
    packageCount: 1,
    seen,
    seenAt: at,
  };
  const ids = Array.from({ length: count }, () => randomUUID());
  await db.foundMediaBuy.createMany({ data: ids.map((id) => ({ ...row, id, sellerMediaBuyId: id, name: id })) });
  return accountId;
}

/** One buy at each seller; the first has as many packages, changes and days of delivery as there are sellers. */
async function givenRunningBuys(desk: TestDesk, sellers: readonly Seller[]): Promise<string> {
  const { db } = desk.ports;
  const bought: string[] = [];
  for (const [index, seller] of sellers.entries()) {
    const { mediaBuyId, packageId, revision } = await givenBought(desk, seller, `Running ${index}`);
    const packages = { [packageId]: { budgetMicros: 900_000_000n } };
    await desk.as("manager").changeSets.stageEdit({ mediaBuyId, revision, packages, reason: "Less is enough" });
    bought.push(mediaBuyId);
  }
  const [mediaBuyId = ""] = bought;
  // Each buy's change becomes one more of the first: a history as long as the list.
  await db.change.updateMany({ where: { mediaBuyId: { in: bought } }, data: { mediaBuyId } });
  const model = await db.package.findFirstOrThrow({ where: { mediaBuyId } });
  const more = sellers.slice(1).map((_, index) => ({
    ...model,
    id: randomUUID(),
    position: index + 1,
    sellerPackageId: `pkg-${index + 2}`,
  }));
  await db.package.createMany({ data: more });
  for (const { id: packageId } of [model, ...more]) await givenDelivery(db, mediaBuyId, packageId, sellers.length);
  return mediaBuyId;
}

/** One campaign that has bought at each of them. */
async function givenBoughtTogether(desk: TestDesk, sellers: readonly Seller[]): Promise<string> {
  const { db } = desk.ports;
  const bought: string[] = [];
  for (const seller of sellers) bought.push((await givenBought(desk, seller, "Together")).mediaBuyId);
  const { campaignId } = await db.mediaBuy.findFirstOrThrow({ where: { id: { in: bought } } });
  await db.mediaBuy.updateMany({ where: { id: { in: bought } }, data: { campaignId } });
  return campaignId;
}

async function givenDelivery(db: Db, mediaBuyId: string, packageId: string, days: number): Promise<void> {
  const data = Array.from({ length: days }, (_, index) => ({
    id: randomUUID(),
    organisationId,
    mediaBuyId,
    packageId,
    day: addDays("2026-11-24", index),
    impressions: 1_000n,
    spendMicros: 3_000_000n,
    currency: "EUR",
    asOf: at,
  }));
  await db.deliveryRow.createMany({ data });
}

type CreativePlaces = {
  readonly seller: Seller;
  readonly campaignId: string;
  readonly mediaBuyId: string;
  readonly count: number;
};

/** Creatives of an upload each, known to the seller; each on one package of the plan and on one of the buy. */
async function givenCreatives(db: Db, { seller, campaignId, mediaBuyId, count }: CreativePlaces): Promise<string> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const uploads = ids.map((id) => ({ id, mime: "image/png", byteLength: 1, sha256: id, bytes: Buffer.alloc(1) }));
  await db.upload.createMany({ data: uploads.map((upload) => ({ ...upload, organisationId, createdAt: at })) });
  const image = { kind: "image", mime: "image/png", width: 300, height: 250, createdById: "planner" };
  const stamps = { organisationId, createdAt: at, updatedAt: at };
  await db.creative.createMany({
    data: ids.map((id) => ({ ...image, ...stamps, id, uploadId: id, creativeId: id, name: id })),
  });
  const format = { formatAgentUrl: "https://creative.example", formatId: "display_300x250" };
  await db.sellerCreative.createMany({
    data: ids.map((creativeId) => ({
      ...format,
      id: randomUUID(),
      organisationId,
      creativeId,
      salesAgentId: seller.agentId,
      status: "approved",
    })),
  });
  for (const where of [{ campaignId }, { mediaBuyId }]) {
    const packages = await db.package.findMany({ where, select: { id: true }, orderBy: { position: "asc" } });
    const pairs = packages.map(({ id: packageId }, index) => ({ packageId, creativeId: ids[index] ?? "" }));
    await db.creativeAssignment.createMany({
      data: pairs.map((pair) => ({ ...pair, id: randomUUID(), organisationId, createdAt: at })),
    });
  }
  return ids[0] ?? "";
}

/** The campaign's search with an answer of each seller and its product. */
async function givenSearch(db: Db, campaignId: string, sellers: readonly Seller[]): Promise<void> {
  const searchId = randomUUID();
  await db.productSearch.create({
    data: { id: searchId, organisationId, campaignId, brief: "Jackets", createdById: "planner", createdAt: at },
  });
  for (const seller of sellers) {
    const answerId = randomUUID();
    await db.productSearchAnswer.create({
      data: { id: answerId, organisationId, searchId, salesAgentId: seller.agentId, state: "answered", answeredAt: at },
    });
    await db.productSnapshot.update({ where: { id: seller.snapshotId }, data: { answerId } });
  }
}
