import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as tick } from "node:timers/promises";
import superjson from "superjson";
import type { Db } from "@/server/db/client";
import type { Fault } from "@/server/faults/fault-proxy";
import type { Lane } from "@/server/faults/test-lanes";
import type { FaultWorld } from "@/server/faults/test-world";
import { hashOfKey } from "@/server/workflows/api-keys";

type Person = "planner" | "manager" | "approver";
export type Load = {
  readonly counts: Map<string, number>;
  /** Ends every loop; resolves when the last request is answered. */
  stop(): Promise<void>;
};

const scopes: Record<Person, readonly string[]> = {
  planner: ["desk:read", "campaign:write", "campaign:submit"],
  manager: ["desk:read", "media_buy:edit", "media_buy:pause", "change:retry"],
  approver: ["desk:read", "change:approve"],
};

/** People's keys for the API, made in the rows: nobody signs in for a soak. */
async function keysOf({ db, organisationId, now }: FaultWorld): Promise<Record<Person, string>> {
  const keys = { planner: "", manager: "", approver: "" };
  for (const role of ["planner", "manager", "approver"] as const) {
    const [id, key, at] = [`${organisationId}-${role}`, `fd_${randomBytes(32).toString("base64url")}`, new Date(now)];
    const person = { organisationId, role, name: role, email: `${role}@${organisationId}.example` };
    await db.user.create({ data: { id, ...person, createdAt: at, updatedAt: at } });
    const owner = { organisationId, userId: id, name: "soak", prefix: "fd_", scopes: JSON.stringify(scopes[role]) };
    await db.apiKey.create({ data: { id: randomUUID(), ...owner, hash: hashOfKey(key), createdAt: at } });
    keys[role] = key;
  }
  return keys;
}

/** One call in a hundred is broken on the wire, in one of the ways that wires and sellers break. */
export function breakOneInAHundred(world: FaultWorld, lanes: readonly Lane[]): void {
  const faults: readonly [Fault, ...Fault[]] = [
    { kind: "drop_request" },
    { kind: "swallow_reply" },
    { kind: "reset_mid_body" },
    { kind: "status", status: 503, forward: false },
    { kind: "status", status: 500, forward: true },
    { kind: "duplicate", times: 2 },
  ];
  for (const { name } of lanes)
    world.proxy.setRule(name, () => (world.dice.next() < 0.01 ? world.dice.pick(faults) : null));
}

/** Readers, campaigns that are bought and budgets that are raised, over the API of the server under test. */
export async function startLoad(url: string, world: FaultWorld, lanes: readonly Lane[]): Promise<Load> {
  const keys = await keysOf(world);
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  let stopped = false;

  async function ask<T>(who: Person, path: string, input: unknown, isChange: boolean): Promise<T | null> {
    const text = JSON.stringify(superjson.serialize(input));
    const headers = { authorization: `Bearer ${keys[who]}`, "content-type": "application/json" };
    const change = { method: "POST", body: text, headers: { ...headers, "x-flightdeck-request": randomUUID() } };
    const query = `${url}/api/trpc/${path}`;
    const answer = await (isChange
      ? fetch(query, change)
      : fetch(`${query}?input=${encodeURIComponent(text)}`, { headers }));
    const body = (await answer.json()) as { result?: { data: Parameters<typeof superjson.deserialize>[0] } };
    count(answer.ok ? path : `${path}: ${answer.status}`);
    return body.result ? superjson.deserialize<T>(body.result.data) : null;
  }

  async function loop(everyMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!stopped) {
      const since = performance.now();
      await work().catch((error: unknown) =>
        count(`failed: ${error instanceof Error ? error.message : String(error)}`),
      );
      const rest = everyMs - (performance.now() - since);
      for (let left = rest; left > 0 && !stopped; left -= 200) await tick(Math.min(left, 200));
    }
  }

  async function buy(): Promise<void> {
    const few = lanes.slice(0, world.dice.between(1, lanes.length));
    const campaignId = await world.campaign(few);
    const submission = { campaignId, revision: 1, reason: "Soaking" };
    const submitted = await ask<{ changeSetId: string }>("planner", "changeSets.submitCampaign", submission, true);
    if (!submitted) return;
    const { changeSetId } = submitted;
    const shown = await ask<{ payloadHash: string }>("approver", "changeSets.get", { changeSetId }, false);
    if (shown) await ask("approver", "changeSets.approve", { changeSetId, payloadHash: shown.payloadHash }, true);
  }

  const loops = [
    loop(300, () => ask("manager", "mediaBuys.list", {}, false)),
    loop(500, () => ask("planner", "inbox.count", undefined, false)),
    loop(1_000, () => ask("planner", "campaigns.list", {}, false)),
    loop(2_000, () => fetch(`${url}/sign-in`).then((page) => page.text())),
    loop(1_000, () => raise(world.db, world, (input) => ask("manager", "changeSets.stageEdit", input, true))),
    loop(15_000, buy),
  ];
  return {
    counts,
    stop: async () => {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

/** One buy that the seller confirmed gets a little more money. */
async function raise(db: Db, world: FaultWorld, stage: (input: unknown) => Promise<unknown>): Promise<void> {
  const { organisationId } = world;
  const buys = await db.mediaBuy.findMany({ where: { organisationId, sellerStatus: { not: null } }, take: 200 });
  const buy = buys[world.dice.between(0, Math.max(0, buys.length - 1))];
  if (!buy) return;
  const pack = await db.package.findFirst({ where: { mediaBuyId: buy.id } });
  if (!pack) return;
  const packages = { [pack.id]: { budgetMicros: pack.budgetMicros + 1_000_000n } };
  await stage({ mediaBuyId: buy.id, revision: buy.revision, packages });
}
