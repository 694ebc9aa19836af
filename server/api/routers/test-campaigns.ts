import type { Db } from "../../db/client";
import { auctionProduct } from "../../domain/campaign/test-plan";
import { encodeProduct } from "../../domain/media-buy/product-codec";
import { roles } from "../../domain/permissions";
import type { Instant } from "../../domain/time";
import { saveMediaBuy } from "../../repositories/media-buys";
import { newUuidV7 } from "../../uuid";
import { type TestDesk, testOrganisation } from "../test-desk";

/** 21 November 2026, 10:00 in Berlin: where these tests stand. */
export const now: Instant = "2026-11-21T09:00:00.000Z";
const at = new Date(now);
const start = new Date("2026-11-23T23:00:00.000Z");
const end = new Date("2026-12-23T23:00:00.000Z");

/** The organisation's people, one a role, as the desk's callers sign in. */
export async function givenPeople(db: Db, organisationId = testOrganisation): Promise<void> {
  await db.user.createMany({
    data: roles.map((role) => ({
      id: `${organisationId}-${role}`,
      organisationId,
      role,
      name: `The ${role}`,
      email: `${role}@${organisationId}.example`,
      createdAt: at,
      updatedAt: at,
    })),
  });
}

export type Seller = { readonly agentId: string; readonly accountId: string; readonly snapshotId: string };

/** An agent with one active account, capabilities and one product on offer. */
export async function givenSeller(desk: TestDesk, name: string): Promise<Seller> {
  const { db } = desk.ports;
  const agentId = await desk.addAgent({ name, url: `http://127.0.0.1:1/${name.replaceAll(" ", "-")}/mcp` });
  const [accountId, snapshotId] = [newUuidV7(), newUuidV7()];
  await db.salesAgent.update({
    where: { id: agentId },
    data: {
      capabilities: JSON.stringify({
        tools: ["create_media_buy", "update_media_buy", "get_media_buys", "get_media_buy_delivery"],
        replayTtlSeconds: 86_400,
      }),
      capabilitiesAt: at,
    },
  });
  await db.account.create({
    data: {
      id: accountId,
      organisationId: testOrganisation,
      salesAgentId: agentId,
      sellerAccountId: `acc-${name}`,
      name: `${name} account`,
      status: "active",
      seenAt: at,
    },
  });
  await db.productSnapshot.create({
    data: {
      id: snapshotId,
      organisationId: testOrganisation,
      salesAgentId: agentId,
      productId: auctionProduct.productId,
      name: auctionProduct.name,
      deliveryType: auctionProduct.deliveryType,
      product: encodeProduct({ ...auctionProduct, expiresAt: null }),
      seenAt: at,
    },
  });
  return { agentId, accountId, snapshotId };
}

/** A campaign with nothing missing: one package of 1,000.00 EUR at each seller. */
export async function givenCampaign(desk: TestDesk, sellers: readonly Seller[], name = "Alpenglow"): Promise<string> {
  const { db } = desk.ports;
  const [campaignId, brandId] = [newUuidV7(), newUuidV7()];
  await db.brand.create({
    data: { id: brandId, organisationId: testOrganisation, name, domain: `${campaignId}.example`, createdAt: at },
  });
  await db.campaign.create({
    data: {
      id: campaignId,
      organisationId: testOrganisation,
      name,
      brandId,
      brief: "Jackets for autumn",
      buyerRef: `FD-${campaignId}`,
      poNumber: "4711",
      startAt: start,
      endAt: end,
      timeZone: "Europe/Berlin",
      totalMicros: 1_000_000_000n * BigInt(sellers.length),
      currency: "EUR",
      targetingOverlay: '{"geo_countries":["DE"]}',
      createdById: `${testOrganisation}-planner`,
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.package.createMany({
    data: sellers.map((seller, position) => packageRow(seller, campaignId, position)),
  });
  return campaignId;
}

function packageRow(seller: Seller, campaignId: string, position: number) {
  return {
    id: newUuidV7(),
    organisationId: testOrganisation,
    campaignId,
    productSnapshotId: seller.snapshotId,
    salesAgentId: seller.agentId,
    accountId: seller.accountId,
    position,
    name: `News ${position + 1}`,
    productId: auctionProduct.productId,
    pricingOptionId: "auction",
    currency: "EUR",
    budgetMicros: 1_000_000_000n,
    bidMicros: 3_000_000n,
    createdAt: at,
    updatedAt: at,
  };
}

/** Sends the campaign for approval as the planner and returns its change set. */
export async function givenSubmission(desk: TestDesk, campaignId: string): Promise<string> {
  const { revision } = (await desk.as("planner").changeSets.review({ campaignId })).campaign;
  const { changeSetId } = await desk
    .as("planner")
    .changeSets.submitCampaign({ campaignId, revision, reason: "Launch" });
  return changeSetId;
}

export type Bought = { readonly mediaBuyId: string; readonly packageId: string; readonly revision: number };

/** A media buy that its seller runs: active, revision 7, one package `pkg-1` of 1,000.00 EUR. */
export async function givenBought(desk: TestDesk, seller: Seller, name = "Alpenglow"): Promise<Bought> {
  const { db } = desk.ports;
  const campaignId = await givenCampaign(desk, [seller], name);
  const mediaBuyId = newUuidV7();
  const { id: packageId } = await db.package.findFirstOrThrow({ where: { campaignId } });
  await db.mediaBuy.create({
    data: {
      id: mediaBuyId,
      organisationId: testOrganisation,
      campaignId,
      salesAgentId: seller.agentId,
      accountId: seller.accountId,
      sellerMediaBuyId: `mb-${mediaBuyId}`,
      currency: "EUR",
      name: `${name} buy`,
      poNumber: "4711",
      status: "DRAFT",
      startAt: start,
      endAt: end,
      totalMicros: 1_000_000_000n,
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.package.update({ where: { id: packageId }, data: { mediaBuyId, sellerPackageId: "pkg-1" } });
  await db.campaign.update({ where: { id: campaignId }, data: { state: "applied" } });
  const { revision } = await db.$transaction((tx) =>
    saveMediaBuy(
      tx,
      { organisationId: testOrganisation, mediaBuyId, at: now },
      { sellerStatus: "active", sellerRevision: 7 },
    ),
  );
  return { mediaBuyId, packageId, revision };
}

/** An edit of the buy's one package that the seller took and a fresh read confirmed; answers with its change set. */
export async function givenSettledEdit(desk: TestDesk, bought: Bought, budgetMicros: bigint): Promise<string> {
  const { mediaBuyId, packageId } = bought;
  const { revision } = await desk.as("viewer").mediaBuys.get({ mediaBuyId });
  const packages = { [packageId]: { budgetMicros } };
  const { changeSetId } = await desk.as("manager").changeSets.stageEdit({ mediaBuyId, revision, packages });
  await settleChanges(desk, changeSetId);
  await desk.ports.db.package.update({ where: { id: packageId }, data: { budgetMicros } });
  return changeSetId;
}

/** Every change of the set as the engine leaves one that was applied; the bought rows are the caller's to change. */
export async function settleChanges(desk: TestDesk, changeSetId: string): Promise<void> {
  const { db } = desk.ports;
  const data = { state: "settled", verdicts: "[]", settledAt: at, verifiedAt: at };
  await db.change.updateMany({ where: { changeSetId }, data });
  await db.changeSet.update({ where: { id: changeSetId }, data: { state: "applied", settledAt: at } });
}
