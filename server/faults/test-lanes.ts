import type { Db } from "../db/client";
import { encodeProduct } from "../domain/media-buy/product-codec";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { testEndpoint } from "../sales-agents/test-endpoint";
import { newUuidV7 } from "../uuid";
import type { FaultProxy } from "./fault-proxy";

export type LaneKind = "prompt" | "careful" | "awkward";

/** One sales agent of the organisation with an account of its own at a sandbox seller, reached through its own part of the proxy. */
export type Lane = {
  readonly name: string;
  readonly kind: LaneKind;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly sellerAccountId: string;
  readonly productSnapshotId: string;
  readonly productId: string;
  readonly pricingOptionId: string;
};

/** What of the world a lane is made in. */
type Around = {
  readonly db: Db;
  readonly ports: Ports;
  readonly organisationId: string;
  readonly proxy: FaultProxy;
  readonly now: Instant;
};

/** `replayTtlSeconds` null: the seller promises no replay. */
export type LaneOptions = { readonly replayTtlSeconds?: number | null };

export async function givenLanes(
  world: Around,
  sandboxUrl: string,
  kind: LaneKind,
  names: readonly string[],
  { replayTtlSeconds = 86_400 }: LaneOptions,
): Promise<readonly Lane[]> {
  const { ports, organisationId, db } = world;
  const token = `sandbox-${kind}-token`;
  const accounts = await openAccounts(`${sandboxUrl}/${kind}/mcp`, token, organisationId, names);
  const offer = await fixedOffer(world, `${sandboxUrl}/${kind}/mcp`, token, accounts[0] ?? "");
  const at = new Date(world.now);
  const lanes = names.map((name, index) => ({
    name,
    kind,
    salesAgentId: newUuidV7(),
    accountId: newUuidV7(),
    sellerAccountId: accounts[index] ?? "",
    productSnapshotId: newUuidV7(),
    productId: offer.product.productId,
    pricingOptionId: offer.pricingOptionId,
  }));
  const capabilities = JSON.stringify({
    tools: ["create_media_buy", "update_media_buy", "get_media_buys", "get_media_buy_delivery"],
    replayTtlSeconds,
  });
  await db.salesAgent.createMany({
    data: lanes.map(({ name, salesAgentId: id }) => ({
      id,
      organisationId,
      name: `${kind} ${name}`,
      url: world.proxy.urlFor(name, `/${kind}/mcp`),
      protocol: "mcp",
      credentialSealed: ports.vault.seal(token, { organisationId, rowId: id, field: "credential" }),
      capabilities,
      createdAt: at,
    })),
  });
  await db.account.createMany({
    data: lanes.map(({ name, accountId: id, salesAgentId, sellerAccountId }) => {
      const words = { name: `Account ${name}`, status: "active", seenAt: at };
      return { id, organisationId, salesAgentId, sellerAccountId, ...words };
    }),
  });
  const { name, deliveryType, productId } = offer.product;
  const product = encodeProduct({ ...offer.product, expiresAt: null });
  await db.productSnapshot.createMany({
    data: lanes.map(({ productSnapshotId: id, salesAgentId }) => {
      return { id, organisationId, salesAgentId, productId, name, deliveryType, product, seenAt: at };
    }),
  });
  return lanes;
}

async function openAccounts(url: string, token: string, organisationId: string, names: readonly string[]) {
  const accounts = names.map((name) => ({
    brand: { domain: `${name}-${organisationId}.example` },
    operator: "faults.example",
    billing: "operator",
  }));
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "sync_accounts", arguments: { accounts, idempotency_key: crypto.randomUUID() } },
    }),
  });
  const reply = (await response.json()) as {
    result: {
      structuredContent: {
        accounts?: readonly { readonly account_id: string; readonly setup?: { readonly url: string } }[];
      };
    };
  };
  const opened = reply.result.structuredContent.accounts;
  if (opened?.length !== names.length) throw new Error(`No accounts: ${JSON.stringify(reply).slice(0, 500)}`);
  // What a person does on the seller's page.
  for (const { setup } of opened) if (setup) await fetch(setup.url, { method: "POST" });
  return opened.map((account) => account.account_id);
}

async function fixedOffer(world: Around, url: string, token: string, accountId: string) {
  const { organisationId } = world;
  const agent = world.ports.salesAgents(testEndpoint(url, token, { organisationId, salesAgentId: newUuidV7() }));
  const anywhere = { brandDomain: null, startDay: null, endDay: null, countries: [] };
  const account = { kind: "id", accountId } as const;
  const read = await agent.getProducts({ brief: "", account, currency: "USD", ...anywhere });
  if (read.kind === "failed") throw new Error(read.problem.message);
  for (const product of read.value.products) {
    const option = product.pricingOptions.find((one) => one.currency === "USD" && one.fixedPriceMicros !== null);
    if (option) return { product, pricingOptionId: option.pricingOptionId };
  }
  throw new Error("No product at a fixed price in USD");
}
