import { afterEach, describe, expect, test } from "vitest";
import type { SalesAgent } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { type Script, scriptedSeller } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";

/** Replies as sellers of AdCP 3.1 and later send them: what is new must neither break a reading nor be lost. */
const account = { kind: "id", accountId: "acc-1" } as const;
const key = "3f8d5a0e-1111-4222-8333-444455556666";
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

const newer = {
  adcp_version: "3.2-beta.1",
  cache_scope: "account",
  cache_ttl_seconds: 60,
  quantum: { flux: [1, null] },
};

async function agentOf(script: Script): Promise<SalesAgent> {
  const seller = await scriptedSeller(script);
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], clock: () => "2026-11-21T12:00:00.000Z" });
  open.push(seller, agents);
  return agents(testEndpoint(seller.url, null));
}

describe("a read", () => {
  test("of capabilities keeps versions, scopes and words that are new", async () => {
    const agent = await agentOf({
      get_adcp_capabilities: () => ({
        ...newer,
        adcp: {
          major_versions: [3],
          supported_versions: ["3.0", "3.1", "3.2-beta.1"],
          idempotency: { supported: true },
        },
        supported_protocols: ["media_buy", "telepathy"],
        specialisms: ["sales-hologram"],
        media_buy: { features: { mind_reading: true }, portfolio: { primary_channels: ["hologram"] } },
      }),
    });
    expect(await agent.getCapabilities()).toMatchObject({
      kind: "ok",
      value: {
        majorVersions: [3],
        protocols: ["media_buy", "telepathy"],
        specialisms: ["sales-hologram"],
        channels: ["hologram"],
        raw: { ...newer, media_buy: { features: { mind_reading: true } } },
      },
    });
  });

  test("of products keeps unknown pricing models, delivery types and channels as they are said", async () => {
    const option = { pricing_option_id: "o", pricing_model: "per_smile", currency: "USD", fixed_price: 3, smiles: 2 };
    const product = { product_id: "p", name: "P", delivery_type: "quasi_guaranteed", channels: ["hologram"] };
    const agent = await agentOf({
      get_products: () => ({ ...newer, products: [{ ...product, pricing_options: [option], allowed_actions: ["x"] }] }),
    });
    const nothing = { brandDomain: null, account: null, startDay: null, endDay: null, countries: [] };
    expect(await agent.getProducts({ brief: "b", currency: "USD", ...nothing })).toMatchObject({
      kind: "ok",
      value: {
        warnings: [],
        products: [
          {
            deliveryType: "quasi_guaranteed",
            channels: ["hologram"],
            pricingOptions: [{ pricingModel: "per_smile", fixedPriceMicros: 3_000_000n }],
            raw: { allowed_actions: ["x"] },
          },
        ],
      },
    });
  });

  test("of media buys keeps unknown states of a buy, a package and a creative", async () => {
    const approval = { creative_id: "cr", approval_status: "partially_approved", score: 4 };
    const snapshot = { as_of: "2026-11-21T10:00:00Z", impressions: 5, spend: 1, delivery_status: "dreaming" };
    const line = { package_id: "p1", budget: 10, pacing: "lunar", creative_approvals: [approval], snapshot };
    const event = { revision: 2, timestamp: "2026-11-21T09:00:00Z", action: "moonwalked", actor: "moon" };
    const buy = { media_buy_id: "mb", status: "hibernating", currency: "USD", total_budget: 10, daily_budget_cap: 3 };
    const valid_actions = ["hibernate"];
    const agent = await agentOf({
      get_media_buys: () => ({ ...newer, media_buys: [{ ...buy, valid_actions, history: [event], packages: [line] }] }),
    });
    expect(await agent.getMediaBuys(account, ["mb"])).toMatchObject({
      kind: "ok",
      value: [
        {
          status: "hibernating",
          validActions: ["hibernate"],
          history: [{ action: "moonwalked", actor: "moon" }],
          packages: [
            {
              pacing: "lunar",
              creativeApprovals: [{ creativeId: "cr", status: "partially_approved" }],
              delivery: { status: "dreaming" },
            },
          ],
        },
      ],
    });
  });

  test("of delivery, accounts, formats and creatives keeps unknown words beside new fields", async () => {
    const delivery = { media_buy_id: "mb", status: "levitating", totals: { smiles: 9 } };
    const format = {
      format_id: { agent_url: "https://f.example", id: "f" },
      assets: [{ asset_id: "a", asset_type: "scent" }],
    };
    const agent = await agentOf({
      get_media_buy_delivery: () => ({
        ...newer,
        currency: "USD",
        media_buy_deliveries: [
          { ...delivery, by_package: [{ package_id: "p1", impressions: 3, spend: 1, smiles: 9 }] },
        ],
      }),
      list_accounts: () => ({
        ...newer,
        accounts: [{ account_id: "a", name: "A", status: "pending_moon", billing: "moon" }],
      }),
      list_creative_formats: () => ({ ...newer, formats: [format] }),
      list_creatives: () => ({
        ...newer,
        creatives: [{ creative_id: "cr", status: "moonlit", status_reason: "night" }],
      }),
    });
    expect(await agent.getDelivery(account, ["mb"], "2026-11-20", "2026-11-22")).toMatchObject({
      value: [{ status: "levitating", packages: [{ impressions: 3n, spendMicros: 1_000_000n }] }],
    });
    expect(await agent.listAccounts()).toMatchObject({ value: [{ accountId: "a", status: "pending_moon" }] });
    expect(await agent.listCreativeFormats()).toMatchObject({
      value: [{ kind: "other", assets: [{ assetType: "scent" }] }],
    });
    expect(await agent.listCreatives(account, ["cr"])).toMatchObject({
      value: [{ status: "moonlit", rejectionReason: "night" }],
    });
  });

  test("of a task keeps its word and its result", async () => {
    const result = {
      media_buy_id: "mb",
      media_buy_status: "hibernating",
      packages: [{ package_id: "p1", mood: "blue" }],
    };
    const agent = await agentOf({ tasks_get: () => ({ ...newer, task_id: "t", status: "pondering", result }) });
    expect(await agent.getTask(account, "t")).toMatchObject({
      kind: "ok",
      value: {
        status: "unknown",
        rawStatus: "pondering",
        create: { mediaBuyId: "mb", status: "hibernating" },
        raw: { quantum: { flux: [1, null] } },
      },
    });
  });
});

describe("the answer to a write", () => {
  const packages = [{ package_id: "p1", budget: 10, mood: "blue" }];

  test.each([
    ["active", "completed", "active"],
    ["hibernating", "completed", "hibernating"],
    ["canceled", "completed", "canceled"],
    [undefined, "pending_start", "pending_start"],
    [undefined, "hibernating", null],
  ])("has the buy's status %s, not the task's %s", async (media_buy_status, status, expected) => {
    const answer = { ...newer, media_buy_id: "mb", status, media_buy_status, packages, affected_packages: packages };
    const agent = await agentOf({ create_media_buy: () => answer, update_media_buy: () => answer });
    const create = await agent.sendCreate({ tool: "create_media_buy", body: '{"packages":[]}' }, key);
    expect(create).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb", status: expected }, raw: newer });
    const update = await agent.sendUpdate({ tool: "update_media_buy", body: '{"media_buy_id":"mb"}' }, key);
    expect(update).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb", status: expected }, raw: newer });
  });

  test("to sync_creatives keeps unknown actions and states", async () => {
    const row = { creative_id: "cr", action: "teleported", status: "moonlit", mood: "blue" };
    const agent = await agentOf({ sync_creatives: () => ({ ...newer, creatives: [row] }) });
    expect(await agent.sendSyncCreatives({ tool: "sync_creatives", body: "{}" }, key)).toMatchObject({
      kind: "accepted",
      value: { creatives: [{ creativeId: "cr", action: "teleported", status: "moonlit" }] },
      raw: { creatives: [{ mood: "blue" }] },
    });
  });

  test("may carry errors and warnings with codes that nobody knows yet", async () => {
    const errors = [{ code: "MOON_PHASE", message: "Full moon", recovery: "someday", severity: "warning" }];
    const agent = await agentOf({ create_media_buy: () => ({ ...newer, errors }) });
    expect(await agent.sendCreate({ tool: "create_media_buy", body: '{"packages":[]}' }, key)).toMatchObject({
      kind: "refused",
      problem: { code: "MOON_PHASE", message: "Full moon", recovery: "terminal" },
    });
  });
});

test.each(["get_products", "create_media_buy"])(
  "VERSION_UNSUPPORTED names what the agent speaks (%s)",
  async (tool) => {
    const details = { supported_versions: ["3.1", "4.0"], requested_version: "3.0" };
    const adcp_error = { code: "VERSION_UNSUPPORTED", message: "Too old", details };
    const agent = await agentOf({ [tool]: () => ({ isError: true, content: [], structuredContent: { adcp_error } }) });
    const nothing = { brandDomain: null, account: null, startDay: null, endDay: null, countries: [] };
    const reply =
      tool === "get_products"
        ? await agent.getProducts({ brief: "b", currency: "USD", ...nothing })
        : await agent.sendCreate({ tool, body: '{"packages":[]}' }, key);
    expect(reply).toMatchObject({
      problem: { code: "VERSION_UNSUPPORTED", message: "Too old (the agent speaks AdCP 3.1, 4.0)", details },
    });
  },
);
