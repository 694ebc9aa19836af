import { afterEach, expect, test } from "vitest";
import type { SalesAgent } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { type ScriptedSeller, scriptedSeller } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";

const account = { kind: "id", accountId: "acc-1" } as const;
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

async function givenSeller(answer: (args: Record<string, unknown>) => unknown) {
  const asked: Record<string, unknown>[] = [];
  const seller: ScriptedSeller = await scriptedSeller({
    get_media_buys: (args: Record<string, unknown>) => {
      asked.push(args);
      return answer(args);
    },
  });
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  open.push(seller, agents);
  const agent: SalesAgent = agents(testEndpoint(seller.url, null));
  return { agent, asked };
}

const buy = (id: string, more: Record<string, unknown> = {}) => ({
  media_buy_id: id,
  status: "active",
  currency: "USD",
  total_budget: 100,
  packages: [],
  ...more,
});

test("a page asks for every status and says where the next one begins", async () => {
  const { agent, asked } = await givenSeller(() => ({
    media_buys: [buy("a", { account: { brand: { domain: "snow.example" } } }), buy("b", { name: "Winter" })],
    pagination: { has_more: true, cursor: "c2", total_count: 5 },
  }));
  const read = await agent.listMediaBuyPage(account, null);
  expect(read).toMatchObject({
    kind: "ok",
    value: {
      hasMore: true,
      cursor: "c2",
      total: 5,
      unreadable: 0,
      buys: [{ brandDomain: "snow.example" }, { name: "Winter" }],
    },
  });
  await agent.listMediaBuyPage(account, "c2");
  expect(asked.map((args) => args.pagination)).toEqual([{ max_results: 100 }, { max_results: 100, cursor: "c2" }]);
  expect(asked[0]?.status_filter).toHaveLength(7);
  expect(asked[0]).toMatchObject({ include_snapshot: true });
});

test("what cannot be read is counted and hides nothing else; more without a place is said so", async () => {
  const { agent } = await givenSeller(() => ({
    media_buys: [buy("a"), { status: "active" }, "nonsense", buy("b")],
    pagination: { has_more: true },
  }));
  expect(await agent.listMediaBuyPage(account, null)).toMatchObject({
    kind: "ok",
    value: { unreadable: 2, hasMore: true, cursor: null, total: null, buys: [{ snapshot: { mediaBuyId: "a" } }, {}] },
  });
});

test("an answer without a list is no page", async () => {
  const { agent } = await givenSeller(() => ({ hello: 1 }));
  expect(await agent.listMediaBuyPage(account, null)).toMatchObject({ kind: "failed", problem: { code: "BAD_REPLY" } });
});
