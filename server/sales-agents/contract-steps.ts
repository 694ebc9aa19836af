import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { CreateMediaBuyIntent } from "@/server/domain/change/patch";
import type { CreativeFormat, CreativeUpload } from "./creative-exchange";
import type { Read, SalesAgent, WriteReply } from "./sales-agent";

/** An account of its own for every test: the sandbox opens it at the first word. */
export function ownAccount() {
  const brandDomain = `${randomUUID()}.example`;
  return { kind: "natural", brandDomain, operator: "flightdeck-demo.example", sandbox: false } as const;
}
export type Account = ReturnType<typeof ownAccount>;

export function ok<T>(read: Read<T>): T {
  expect(read).toMatchObject({ kind: "ok" });
  if (read.kind !== "ok") throw new Error(read.problem.message);
  return read.value;
}

export function accepted<T>(reply: WriteReply<T>): T {
  expect(reply).toMatchObject({ kind: "accepted" });
  if (reply.kind !== "accepted") throw new Error(reply.kind);
  return reply.value;
}

export const flight = { startAt: "2027-03-01T00:00:00.000Z", endAt: "2027-04-01T00:00:00.000Z" };

/** A create of two packages of one product, with whatever price that product asks for. */
export async function intentFor(agent: SalesAgent, account: Account, poNumber = "PO-1"): Promise<CreateMediaBuyIntent> {
  const query = {
    brief: "",
    brandDomain: account.brandDomain,
    account,
    startDay: null,
    endDay: null,
    currency: "USD",
    countries: [],
  };
  const { products } = ok(await agent.getProducts(query));
  const inUsd = products.find((product) => product.pricingOptions.some((option) => option.currency === "USD"));
  const option = inUsd?.pricingOptions.find((candidate) => candidate.currency === "USD");
  if (!inUsd || !option) throw new Error("The sandbox has no product in USD");
  const line = (packageId: string, budgetMicros: bigint) => ({
    packageId,
    productId: inUsd.productId,
    pricingOptionId: option.pricingOptionId,
    formatIds: inUsd.formatIds,
    budgetMicros,
    bidMicros: option.fixedPriceMicros === null ? (option.floorPriceMicros ?? 1_000_000n) * 2n : null,
    impressions: null,
    pacing: "even" as const,
    startAt: null,
    endAt: null,
    paused: false,
    targetingOverlay: { geo_countries: ["US"] },
    creativeAssignments: [],
    optimizationGoals: [],
  });
  return {
    buyerRef: "REF-1",
    campaignId: "campaign-1",
    poNumber,
    brandDomain: account.brandDomain,
    ...flight,
    currency: "USD",
    packages: [line("pk-1", 50_000_000_000n), line("pk-2", 60_250_500_000n)],
  };
}

export async function assignCreative(
  agent: SalesAgent,
  account: Account,
  mediaBuyId: string,
  packageId: string,
): Promise<void> {
  const [buy] = ok(await agent.getMediaBuys(account, [mediaBuyId]));
  const wanted = buy?.packages[0]?.formatsPending?.map((format) => format.id) ?? [];
  const format = ok(await agent.listCreativeFormats()).find((candidate) => wanted.includes(candidate.formatId.id));
  if (!format) throw new Error("The seller lists no format that the package waits for");
  const sync = agent.freezeSyncCreatives(account, [uploadFor(format)]);
  expect(accepted(await agent.sendSyncCreatives(sync, randomUUID())).creatives).toMatchObject([
    { creativeId: "cr-1", action: "created", errors: [] },
  ]);
  const change = { mediaBuyId, revision: buy?.revision ?? null, currency: "USD" };
  const assign = agent.freezeUpdate(account, {
    ...change,
    packages: [{ packageId, creativeAssignments: [{ creativeId: "cr-1" }] }],
  });
  accepted(await agent.sendUpdate(assign, randomUUID()));
  expect(ok(await agent.listCreatives(account, ["cr-1", "cr-unknown"])).map((state) => state.creativeId)).toEqual([
    "cr-1",
  ]);
}

function uploadFor(format: CreativeFormat): CreativeUpload {
  return {
    creativeId: "cr-1",
    name: "Hero",
    format,
    kind: format.kind === "video" ? "video" : "image",
    assetUrl: "https://cdn.northwind-coffee.example/hero",
    clickUrl: "https://northwind-coffee.example/",
    width: format.width ?? 1920,
    height: format.height ?? 1080,
    durationMs: format.durationMs ?? 15_000,
  };
}
