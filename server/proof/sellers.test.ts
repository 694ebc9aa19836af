import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../domain/time";
import { type FaultProxy, faultProxy } from "../faults/fault-proxy";
import type { EngineDesk } from "../seller-calls/engine-desk";
import {
  assign,
  brandDomain,
  create,
  eventually,
  offerAt,
  outcome,
  pause,
  raise,
  reviewOf,
  syncCreative,
  value,
  webhooksOf,
} from "./proof-steps";
import { openProof, type ProofWorld } from "./proof-world";

/**
 * Sellers that nobody on this project wrote, straight out of the SDK's examples, bought from through our engine, worker and database.
 * They are examples: most take an order and then ignore what is asked of it. That we say so is what is proved here.
 */
let world: ProofWorld;
const proxies: FaultProxy[] = [];
beforeAll(async () => {
  world = await openProof();
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await world.close();
});

/** A desk at an adapter, behind a proxy that swallows the answer to the first create. */
async function deskBehind(adapter: { readonly url: string }): Promise<EngineDesk> {
  const url = new URL(adapter.url);
  const proxy = await faultProxy(url.origin, systemClock);
  proxies.push(proxy);
  proxy.setRule("lost", ({ tool, nth }) =>
    tool === "create_media_buy" && nth === 1 ? { kind: "swallow_reply" } : null,
  );
  const natural = { brandDomain, operator: brandDomain };
  return world.deskAt({ url: proxy.urlFor("lost", url.pathname), sellerAccountId: "net_acmeoutdoor", natural });
}

/** It lists ids and takes none of them: an account is opened, and named, by brand and operator. */
async function expectOpened(desk: EngineDesk): Promise<void> {
  expect(value(await desk.seller.listAccounts()).map((one) => one.accountId)).toContain("net_acmeoutdoor");
  const asked = { brandDomain, operator: brandDomain, billing: "operator", paymentTerms: null, sandbox: false };
  expect(await desk.seller.syncAccounts([asked], randomUUID())).toMatchObject({
    kind: "accepted",
    value: [{ action: "unchanged", account: { accountId: "net_acmeoutdoor", status: "active" } }],
  });
  const byId = { kind: "id", accountId: "net_acmeoutdoor" } as const;
  const refused = { kind: "failed", problem: { code: "ACCOUNT_NOT_FOUND" } };
  expect(await desk.seller.getMediaBuys(byId, null)).toMatchObject(refused);
}

describe.concurrent("an adapter on its ad server", () => {
  test("guaranteed: reviewed, delivered; what it ignores is called ignored", async ({ expect }) => {
    const { guaranteed } = world.fleet;
    const desk = await deskBehind(guaranteed);
    expect(value(await desk.seller.getCapabilities())).toMatchObject({ majorVersions: [3], replayTtlSeconds: 86_400 });
    await expectOpened(desk);
    const bought = await create(desk);
    expect(await outcome(desk, Promise.resolve(bought))).toEqual({
      budgetMicros: "applied (read_back)",
      startAt: "unknown (none)",
      endAt: "unknown (none)",
      pacing: "unknown (none)",
    });
    const call = await desk.call(bought.changeId);
    expect(call).toMatchObject(sentAgain);
    const task = await desk.ports.db.sellerTask.findFirstOrThrow({ where: { sellerCallId: call.id } });
    expect(task).toMatchObject({ status: "completed" });
    expect(await syncCreative(desk, "cr-g")).toMatchObject({
      value: { creatives: [{ creativeId: "cr-g", action: "created" }] },
    });
    expect(await outcome(desk, assign(desk, bought, "cr-g"))).toEqual({ creativeAssignments: "unknown (none)" });
    expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "ignored (read_back)" });
    expect(await outcome(desk, raise(desk, bought))).toEqual({ budgetMicros: "ignored (read_back)" });
    expect(await outcome(desk, desk.cancel(bought.mediaBuyId))).toEqual({ canceled: "ignored (read_back)" });
    await eventually(async () => expect((await desk.buy(bought.mediaBuyId)).spendMicros).toBe(24_000_000_000n));
    expect(await desk.buy(bought.mediaBuyId)).toMatchObject({ status: "ACTIVE", totalMicros: 60_000_000_000n });
    expect(await world.fleet.orders(guaranteed.adServer)).toBe(1);
  });

  test("non-guaranteed: bought at once; its delivery report does not pass its own check", async ({ expect }) => {
    const { nonGuaranteed } = world.fleet;
    const desk = await deskBehind(nonGuaranteed);
    expect(value(await desk.seller.listCreativeFormats()).length).toBeGreaterThan(2);
    const bought = await create(desk);
    expect(await outcome(desk, Promise.resolve(bought))).toEqual({
      budgetMicros: "applied (read_back)",
      startAt: "applied (read_back)",
      endAt: "applied (read_back)",
      pacing: "unknown (none)",
    });
    expect(await desk.call(bought.changeId)).toMatchObject(sentAgain);
    // It keeps creatives under ids of its own.
    const synced = await syncCreative(desk, "cr-n");
    expect(synced).toMatchObject({
      kind: "accepted",
      value: { creatives: [{ action: "created", status: "approved" }] },
    });
    expect(await outcome(desk, assign(desk, bought, "cr-n"))).toEqual({ creativeAssignments: "unknown (none)" });
    expect(await desk.buy(bought.mediaBuyId)).toMatchObject({ status: "PENDING_START" });
    expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "ignored (read_back)" });
    expect(await outcome(desk, raise(desk, bought))).toEqual({ budgetMicros: "ignored (read_back)" });
    expect(await outcome(desk, desk.cancel(bought.mediaBuyId))).toEqual({ canceled: "ignored (read_back)" });
    const { sellerMediaBuyId } = await desk.buy(bought.mediaBuyId);
    const delivery = await desk.seller.getDelivery(desk.account, [sellerMediaBuyId ?? ""], "2026-11-01", "2026-12-01");
    expect(delivery).toMatchObject({ kind: "failed", problem: { code: "VALIDATION_ERROR" } });
    expect(await world.fleet.orders(nonGuaranteed.adServer)).toBe(1);
  });
});

/** Sent more than once under one key, and recognised. */
const sentAgain = { attempts: expect.toSatisfy((times: number) => times >= 2), replayed: true };

/** None of them ever lists a media buy: what can be known is what they answer to the write itself. */
const platforms = [
  { name: "hybrid", reviewed: true, creative: "accepted: pending_review" },
  { name: "broadcast", reviewed: true, creative: "submitted: approved" },
  { name: "programmatic", reviewed: false, creative: "accepted: approved" },
] as const;

describe.concurrent.each(platforms)("$name, which lists no media buys", ({ name, reviewed, creative }) => {
  test.for(["mcp", "a2a"] as const)(
    "%s: bought, told by signed webhook, changed as far as it says",
    async (protocol, { expect }) => {
      const seller = world.fleet[name];
      const account = `acc_${protocol}`;
      const desk = await world.deskAt(
        { url: seller[protocol], protocol, sellerAccountId: account },
        { webhooks: true },
      );
      expect(value(await desk.seller.getCapabilities())).toMatchObject({ majorVersions: [3] });
      expect(await desk.seller.listAccounts()).toMatchObject({
        kind: "failed",
        problem: { code: "UNSUPPORTED_FEATURE" },
      });
      const bought = await create(desk);
      const nothingShown = { budgetMicros: "unknown (none)", startAt: "unknown (none)", endAt: "unknown (none)" };
      expect(await outcome(desk, Promise.resolve(bought))).toEqual({ ...nothingShown, pacing: "unknown (none)" });
      const task = await desk.ports.db.sellerTask.findFirst({ where: { salesAgentId: desk.salesAgentId } });
      expect(task === null ? null : task.settledAt !== null).toBe(reviewed ? true : null);
      await eventually(async () =>
        expect(await webhooksOf(desk)).toEqual({ taken: ["create_media_buy completed"], refused: [] }),
      );
      expect(await reviewOf(desk, await syncCreative(desk, "cr-1"))).toBe(creative);
      expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "unknown (reply)" });
      expect(await outcome(desk, raise(desk, bought))).toEqual({ budgetMicros: "unknown (none)" });
      expect(await outcome(desk, desk.cancel(bought.mediaBuyId))).toEqual({ canceled: "ignored (reply)" });
      const { sellerMediaBuyId, status } = await desk.buy(bought.mediaBuyId);
      expect(status).toBe("PAUSED");
      const delivery = await desk.seller.getDelivery(
        desk.account,
        [sellerMediaBuyId ?? ""],
        "2026-11-01",
        "2026-12-01",
      );
      expect(delivery).toMatchObject({ kind: "ok", value: [] });
      expect(await world.fleet.orders(seller.traffic, account)).toBe(1);
    },
  );

  test.for(["mcp", "a2a"] as const)(
    "%s: a create whose answer is lost is sent again and is one order",
    async (protocol, { expect }) => {
      const seller = world.fleet[name];
      const account = `acc_lost_${protocol}`;
      const desk = await world.deskAt({ url: seller[protocol], protocol, sellerAccountId: account });
      const bought = await create(desk);
      await outcome(desk, Promise.resolve(bought));
      expect(await desk.call(bought.changeId)).toMatchObject(sentAgain);
      expect(await world.fleet.orders(seller.traffic, account)).toBe(1);
    },
  );
});

test("an order that a seller cannot take is refused in its words, over both protocols", async () => {
  for (const protocol of ["mcp", "a2a"] as const) {
    const desk = await world.deskAt({ url: world.fleet.broadcast[protocol], protocol, sellerAccountId: "acc_small" });
    const { line } = await offerAt(desk);
    const { changeId } = await desk.plan([{ ...line, budgetMicros: 1_000_000_000n }], { brandDomain });
    await eventually(async () => expect((await desk.change(changeId)).state).toBe("refused"));
    expect((await desk.change(changeId)).errorMessage).toContain("Broadcast minimum is $5,000 per IO");
  }
  expect(await world.fleet.orders(world.fleet.broadcast.traffic, "acc_small")).toBe(2);
});
