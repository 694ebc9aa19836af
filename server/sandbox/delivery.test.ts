import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { ownAccount, startTestSandbox, type TestSandbox, writeOn } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox(1, 6);
});

afterAll(() => sandbox.stop());

const DAY = 86_400;

async function runningBuy(account: Json, days = 10): Promise<{ id: string; package_id: string }> {
  const end = new Date(sandbox.clock.now() + days * DAY * 1000).toISOString();
  const created = await sandbox.call("prompt", "create_media_buy", {
    ...writeOn(account),
    brand: { domain: "acme.example" },
    start_time: "asap",
    end_time: end,
    packages: [
      {
        product_id: "tb_sports_display",
        pricing_option_id: "cpm_usd_fixed",
        budget: 10_000,
        creative_assignments: [{ creative_id: "banner" }],
      },
    ],
  });
  await sandbox.call("prompt", "sync_creatives", {
    ...writeOn(account),
    creatives: [creative("banner", "Spring banner")],
  });
  sandbox.clock.advance(10);
  const [pack] = created.packages as { package_id: string }[];
  return { id: created.media_buy_id as string, package_id: pack?.package_id ?? "" };
}

const creative = (creative_id: string, name: string): Json => ({
  creative_id,
  name,
  format_id: { agent_url: `${sandbox.url()}/prompt/mcp`, id: "display_300x250" },
  assets: { image: { asset_type: "image", url: "https://cdn.example/a.png", width: 300, height: 250 } },
});

interface Delivery {
  status: string;
  totals: { impressions: number; spend: number };
  by_package: { spend: number; rate: number; daily_breakdown: { date: string; spend: number }[] }[];
  daily_breakdown: { date: string; impressions: number; spend: number }[];
}

async function delivery(account: Json, id: string, range: Json = {}): Promise<Delivery> {
  const answer = await sandbox.call("prompt", "get_media_buy_delivery", {
    account,
    media_buy_ids: [id],
    include_package_daily_breakdown: true,
    ...range,
  });
  const [first] = answer.media_buy_deliveries as Delivery[];
  if (first === undefined) throw new Error("no delivery");
  return first;
}

const update = (account: Json, id: string, change: Json): Promise<Json> =>
  sandbox.call("prompt", "update_media_buy", { ...writeOn(account), media_buy_id: id, ...change });

describe("delivery", () => {
  it("accrues with the clock, about evenly, and its parts add up", async () => {
    const account = ownAccount("accrue");
    const { id } = await runningBuy(account);
    sandbox.clock.advance(5 * DAY);
    const half = await delivery(account, id);
    expect(half.status).toBe("active");
    expect(half.totals.spend).toBeGreaterThan(4300);
    expect(half.totals.spend).toBeLessThan(5500);
    const days = half.daily_breakdown.reduce((sum, day) => sum + day.spend, 0);
    expect(days).toBeCloseTo(half.totals.spend, 2);
    expect(half.totals.impressions / 1000).toBeCloseTo(half.totals.spend / 9.5, 1);
  });

  it("gives the same numbers for the same moment", async () => {
    const account = ownAccount("same");
    const { id } = await runningBuy(account);
    sandbox.clock.advance(2 * DAY);
    expect(await delivery(account, id)).toEqual(await delivery(account, id));
  });

  it("stands still while paused and goes on after", async () => {
    const account = ownAccount("pause");
    const { id } = await runningBuy(account);
    sandbox.clock.advance(2 * DAY);
    expect(await update(account, id, { paused: true })).toMatchObject({ status: "paused" });
    const before = (await delivery(account, id)).totals.spend;
    sandbox.clock.advance(2 * DAY);
    expect((await delivery(account, id)).totals.spend).toBe(before);
    expect(await update(account, id, { paused: false })).toMatchObject({ status: "active" });
    sandbox.clock.advance(DAY);
    expect((await delivery(account, id)).totals.spend).toBeGreaterThan(before);
  });

  it("counts start_date in and end_date out", async () => {
    const account = ownAccount("range");
    const { id } = await runningBuy(account);
    sandbox.clock.advance(4 * DAY);
    const all = await delivery(account, id);
    const [, second, third] = all.daily_breakdown;
    const one = await delivery(account, id, { start_date: second?.date, end_date: third?.date });
    expect(one.daily_breakdown).toEqual([second]);
    expect(one.totals.spend).toBe(second?.spend);
  });

  it("does not let a budget fall below what is delivered", async () => {
    const account = ownAccount("floor");
    const { id, package_id } = await runningBuy(account);
    sandbox.clock.advance(5 * DAY);
    const spent = (await delivery(account, id)).totals.spend;
    const answer = await update(account, id, { packages: [{ package_id, budget: 2000 }] });
    expect(answer.adcp_error).toMatchObject({
      code: "BUDGET_TOO_LOW",
      details: { minimum_budget: spent, currency: "USD" },
    });
    const lower = await update(account, id, { packages: [{ package_id, budget: 6000 }] });
    expect(lower).toMatchObject({ affected_packages: [{ budget: 6000 }] });
  });

  it("ends with the flight, within the budget, and takes no more changes", async () => {
    const account = ownAccount("end");
    const { id } = await runningBuy(account, 3);
    sandbox.clock.advance(4 * DAY);
    const done = await delivery(account, id);
    expect(done.status).toBe("completed");
    expect(done.totals.spend).toBeGreaterThan(8500);
    expect(done.totals.spend).toBeLessThanOrEqual(10_000);
    expect((await update(account, id, { paused: true })).adcp_error).toMatchObject({ code: "INVALID_STATE" });
  });
});

describe("lifecycle by the clock", () => {
  it("waits for creatives, then for the start, then runs", async () => {
    const account = ownAccount("lifecycle");
    const start = new Date(sandbox.clock.now() + 2 * DAY * 1000).toISOString();
    const end = new Date(sandbox.clock.now() + 9 * DAY * 1000).toISOString();
    const created = await sandbox.call("prompt", "create_media_buy", {
      ...writeOn(account),
      brand: { domain: "acme.example" },
      start_time: start,
      end_time: end,
      packages: [{ product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 5000 }],
    });
    const id = created.media_buy_id as string;
    const [pack] = created.packages as { package_id: string }[];
    const status = async (): Promise<unknown> => {
      const answer = await sandbox.call("prompt", "get_media_buys", { account, media_buy_ids: [id] });
      return (answer.media_buys as { status: string }[])[0]?.status;
    };
    expect(await status()).toBe("pending_creatives");
    await sandbox.call("prompt", "sync_creatives", {
      ...writeOn(account),
      creatives: [creative("late", "Late banner")],
      assignments: [{ creative_id: "late", package_id: pack?.package_id }],
    });
    expect(await status()).toBe("pending_start");
    sandbox.clock.advance(2 * DAY + 1);
    expect(await status()).toBe("active");
  });
});

describe("a clock that is sped up", () => {
  it("waits for the creatives, then starts soon and runs a day per minute", async () => {
    const fast = await startTestSandbox(1440, 6);
    try {
      const account = ownAccount("fast");
      const now = fast.clock.now();
      const created = await fast.call("prompt", "create_media_buy", {
        ...writeOn(account),
        brand: { domain: "acme.example" },
        start_time: new Date(now + 14 * DAY * 1000).toISOString(),
        end_time: new Date(now + 44 * DAY * 1000).toISOString(),
        packages: [{ product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 30_000 }],
      });
      const [pack] = created.packages as { package_id: string }[];
      const read = async (): Promise<Json | undefined> => {
        const ids = { account, media_buy_ids: [created.media_buy_id], include_snapshot: true };
        return ((await fast.call("prompt", "get_media_buys", ids)).media_buys as Json[])[0];
      };
      fast.clock.advance(600);
      expect(await read()).toMatchObject({ status: "pending_creatives" });
      await fast.call("prompt", "sync_creatives", {
        ...writeOn(account),
        creatives: [creative("banner", "Banner")],
        assignments: [{ creative_id: "banner", package_id: pack?.package_id }],
      });
      expect(await read()).toMatchObject({ status: "pending_start" });
      fast.clock.advance(20 + 60);
      const running = await read();
      expect(running).toMatchObject({ status: "active" });
      const [{ snapshot } = { snapshot: { spend: 0 } }] = (running?.packages ?? []) as {
        snapshot: { spend: number };
      }[];
      expect(snapshot.spend).toBeGreaterThan(850);
      expect(snapshot.spend).toBeLessThan(1100);
    } finally {
      await fast.stop();
    }
  });
});

describe("creative review", () => {
  const statusOf = async (account: Json, id: string): Promise<Json | undefined> => {
    const answer = await sandbox.call("prompt", "list_creatives", { account, filters: { creative_ids: [id] } });
    return (answer.creatives as Json[])[0];
  };

  it("processes, reviews and approves", async () => {
    const account = ownAccount("review");
    await sandbox.call("prompt", "sync_creatives", { ...writeOn(account), creatives: [creative("c1", "Banner")] });
    expect(await statusOf(account, "c1")).toMatchObject({ status: "processing" });
    sandbox.clock.advance(3);
    expect(await statusOf(account, "c1")).toMatchObject({ status: "pending_review" });
    sandbox.clock.advance(4);
    expect(await statusOf(account, "c1")).toMatchObject({ status: "approved" });
  });

  it("rejects with a reason when the name says so, and takes the corrected one", async () => {
    const account = ownAccount("reject");
    await sandbox.call("prompt", "sync_creatives", {
      ...writeOn(account),
      creatives: [creative("c2", "Please reject me")],
    });
    sandbox.clock.advance(7);
    expect(await statusOf(account, "c2")).toMatchObject({
      status: "rejected",
      rejection_reason: expect.stringContaining("policy"),
    });
    const again = await sandbox.call("prompt", "sync_creatives", {
      ...writeOn(account),
      creatives: [creative("c2", "Better")],
    });
    expect(again.creatives).toMatchObject([{ action: "updated", status: "pending_review", changes: ["name"] }]);
    sandbox.clock.advance(7);
    expect(await statusOf(account, "c2")).toMatchObject({ status: "approved" });
  });

  it("does not assign a creative of a format the package does not take", async () => {
    const account = ownAccount("misfit");
    const { package_id } = await runningBuy(account);
    const wide = { ...creative("wide", "Wide"), format_id: { agent_url: sandbox.url(), id: "display_970x250" } };
    const answer = await sandbox.call("prompt", "sync_creatives", {
      ...writeOn(account),
      creatives: [wide],
      assignments: [{ creative_id: "wide", package_id }],
    });
    expect(answer.creatives).toMatchObject([
      { action: "created", assignment_errors: { [package_id]: expect.stringContaining("format") } },
    ]);
  });
});
