import { afterAll, beforeAll, describe, test } from "vitest";
import { secretPlace } from "../repositories/webhook-registrations";
import type { DeskAgent } from "../seller-calls/desk-agent";
import type { EngineDesk } from "../seller-calls/engine-desk";
import { adoptMediaBuy } from "../workflows/resolve-outcome";
import type { Face } from "./mcp-upstream";
import { brandDomain, create, eventually, outcome, pause, raise, syncCreative, value, webhooksOf } from "./proof-steps";
import { openProof, type ProofWorld } from "./proof-world";
import { restFace } from "./rest-face";
import { v25Face } from "./v25-face";

/**
 * The sellers of the fleet through REST and through AdCP 2.5, neither of which can read a media buy back. The faces are ours and
 * hold routes and words alone; what is sold, reviewed, delivered and answered is the sellers' own.
 */
let world: ProofWorld;
const faces: Face[] = [];
beforeAll(async () => {
  world = await openProof();
});
afterAll(async () => {
  await Promise.all(faces.map((face) => face.close()));
  await world.close();
});

const network = { sellerAccountId: "net_acmeoutdoor", natural: { brandDomain, operator: brandDomain } };
const brandAccount = { brand: { domain: brandDomain }, operator: brandDomain };

async function overRest(address: string, path: string, loses?: string) {
  const face = await restFace(new URL(address).origin, loses === undefined ? {} : { loses });
  faces.push(face);
  return { url: `${face.url}${path}`, protocol: "rest" } as const satisfies Partial<DeskAgent>;
}

async function over25(address: string, path: string, account: Record<string, unknown>, loses?: string) {
  const face = await v25Face(new URL(address).origin, account, loses === undefined ? {} : { loses });
  faces.push(face);
  return { url: `${face.url}${path}/mcp`, version: "2.5" } as const satisfies Partial<DeskAgent>;
}

/** What it says itself is stored as the first contact would; 2.5 promises no replay. */
async function keepCapabilities(desk: EngineDesk) {
  const { replayTtlSeconds, majorVersions } = value(await desk.seller.getCapabilities());
  const capabilities = JSON.stringify({ replayTtlSeconds });
  await desk.ports.db.salesAgent.update({ where: { id: desk.salesAgentId }, data: { capabilities } });
  return majorVersions;
}

describe.concurrent("over REST", () => {
  test("bought at once, the lost answer comes under the same key; every edit stands as its reply says", async ({
    expect,
  }) => {
    const { nonGuaranteed } = world.fleet;
    const desk = await world.deskAt({ ...(await overRest(nonGuaranteed.url, "", "create_media_buy")), ...network });
    expect(await keepCapabilities(desk)).toEqual([3]);
    expect(value(await desk.seller.listAccounts()).length).toBeGreaterThan(0);
    const bought = await create(desk);
    // It can give no delivery report: its own check refuses it, so that its replies are all there is.
    expect(await outcome(desk, Promise.resolve(bought))).toEqual({
      budgetMicros: "unknown (reply)",
      startAt: "unknown (none)",
      endAt: "unknown (none)",
      pacing: "unknown (none)",
    });
    expect(await desk.call(bought.changeId)).toMatchObject({ attempts: 2, replayed: true });
    expect(await syncCreative(desk, "cr-r")).toMatchObject({
      kind: "accepted",
      value: { creatives: [{ action: "created" }] },
    });
    expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "ignored (reply)" });
    expect(await outcome(desk, raise(desk, bought))).toEqual({ budgetMicros: "unknown (none)" });
    expect(await outcome(desk, desk.cancel(bought.mediaBuyId))).toEqual({ canceled: "unknown (reply)" });
    expect(await desk.buy(bought.mediaBuyId)).toMatchObject({ status: "CANCELED", totalMicros: 61_000_000_000n });
    expect(await world.fleet.orders(nonGuaranteed.adServer)).toBe(1);
  });

  test("reviewed: only a signed webhook says that it is done, and which buy it is", async ({ expect }) => {
    const { hybrid } = world.fleet;
    const at = { ...(await overRest(hybrid.mcp, "/hybrid")), sellerAccountId: "acc_rest" };
    const desk = await world.deskAt(at, { webhooks: true });
    const bought = await create(desk);
    expect(await outcome(desk, Promise.resolve(bought))).toMatchObject({ budgetMicros: "unknown (none)" });
    expect(await webhooksOf(desk)).toEqual({ taken: ["create_media_buy completed"], refused: [] });
    expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "unknown (reply)" });
    expect(await desk.buy(bought.mediaBuyId)).toMatchObject({ status: "PAUSED" });
    expect(await world.fleet.orders(hybrid.traffic, "acc_rest")).toBe(1);
  });

  test("reviewed without a webhook: it waits until a person names the buy; then its delivery report speaks", async ({
    expect,
  }) => {
    const { guaranteed } = world.fleet;
    const desk = await world.deskAt({ ...(await overRest(guaranteed.url, "")), ...network });
    const direct = await world.deskAt({ url: guaranteed.url, ...network });
    const before = value(await direct.seller.getMediaBuys(direct.account, null)).map((one) => one.mediaBuyId);
    const { changeId, mediaBuyId } = await create(desk);
    await eventually(async () => expect((await desk.change(changeId)).state).toBe("submitted"));
    const { organisationId, ports } = desk;
    const actor = { organisationId, userId: "u", name: "Ada", role: "manager", requestId: null } as const;
    await eventually(async () => {
      const shown = value(await direct.seller.getMediaBuys(direct.account, null)).map((one) => one.mediaBuyId);
      expect(shown.filter((id) => !before.includes(id)).length).toBeGreaterThan(0);
    });
    const [made = ""] = value(await direct.seller.getMediaBuys(direct.account, null))
      .map((one) => one.mediaBuyId)
      .filter((id) => !before.includes(id));
    await adoptMediaBuy(ports, actor, { changeId, sellerMediaBuyId: made, note: "By telephone" });
    await eventually(async () => expect((await desk.change(changeId)).state).toBe("settled"));
    await eventually(async () => expect((await desk.buy(mediaBuyId)).spendMicros).toBeGreaterThan(0n));
    expect(await desk.buy(mediaBuyId)).toMatchObject({ status: "ACTIVE", sellerMediaBuyId: made });
  });
});

describe.concurrent("in AdCP 2.5", () => {
  test("reviewed as a task, delivered; what it ignores is called ignored", async ({ expect }) => {
    const { guaranteed } = world.fleet;
    const desk = await world.deskAt({ ...(await over25(guaranteed.url, "", brandAccount)), ...network });
    expect(await keepCapabilities(desk)).toEqual([2]);
    const bought = await create(desk);
    expect(await outcome(desk, Promise.resolve(bought))).toEqual({
      budgetMicros: "unknown (reply)",
      startAt: "unknown (none)",
      endAt: "unknown (none)",
      pacing: "unknown (none)",
    });
    expect(await syncCreative(desk, "cr-25")).toMatchObject({ kind: "accepted" });
    expect(await outcome(desk, pause(desk, bought))).toEqual({ paused: "ignored (delivery)" });
    expect(await outcome(desk, raise(desk, bought))).toEqual({ budgetMicros: "unknown (none)" });
    await expect(desk.cancel(bought.mediaBuyId)).rejects.toThrow("AdCP 2.5 cannot cancel a media buy");
    await eventually(async () => expect((await desk.buy(bought.mediaBuyId)).spendMicros).toBeGreaterThan(0n));
    expect(await desk.buy(bought.mediaBuyId)).toMatchObject({ status: "ACTIVE" });
  });

  test("a webhook that is signed another way than it was asked for is refused; the task is asked about", async ({
    expect,
  }) => {
    const { hybrid } = world.fleet;
    const face = await over25(hybrid.mcp, "/hybrid", { account_id: "acc_25" });
    const desk = await world.deskAt({ ...face, sellerAccountId: "acc_25" }, { webhooks: true });
    const { organisationId, salesAgentId: id, ports } = desk;
    const webhookSecretSealed = ports.vault.seal("s".repeat(48), secretPlace(organisationId, id));
    await ports.db.salesAgent.update({ where: { id }, data: { webhookMode: "hmac", webhookSecretSealed } });
    const bought = await create(desk);
    await outcome(desk, Promise.resolve(bought));
    // The platforms sign with their own key, whatever the request asks for.
    await eventually(async () =>
      expect(await webhooksOf(desk)).toMatchObject({ taken: [], refused: ["webhook_mode_mismatch"] }),
    );
    expect(await world.fleet.orders(hybrid.traffic, "acc_25")).toBe(1);
  });

  test("an answer that is lost is looked for by our reference, and nothing goes out twice", async ({ expect }) => {
    const { programmatic } = world.fleet;
    const face = await over25(programmatic.mcp, "/programmatic", { account_id: "acc_lost" }, "create_media_buy");
    const desk = await world.deskAt({ ...face, sellerAccountId: "acc_lost" });
    await keepCapabilities(desk);
    const { changeId } = await create(desk);
    await eventually(async () => expect(await desk.actions()).toContain("change.unknown"));
    await eventually(async () => expect((await desk.call(changeId)).state).toBe("unknown"));
    expect(await desk.call(changeId)).toMatchObject({ attempts: 1 });
    expect(await world.fleet.orders(programmatic.traffic, "acc_lost")).toBe(1);
  });
});
