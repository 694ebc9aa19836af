import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CrashPoint, crashPoints } from "../crash-point";
import { testDatabase } from "../db/test-database";
import { testServer } from "../db/test-postgresql";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { Killable, prepareLives } from "./test-killable";
import type { Lane } from "./test-lanes";
import { worldTime } from "./test-time";
import { FaultWorld } from "./test-world";

/** Rows 1 to 4 of the fault matrix and "killed at every step": a create over three sellers and an edit, by real processes. */
let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-kill-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 0.3 });
  await prepareLives(testDatabase);
});
afterAll(async () => {
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Not passed by this journey: nothing delivers yet, and nobody has a webhook. */
const elsewhere: readonly CrashPoint[] = ["after-delivery-read-before-record", "after-webhook-receipt"];
const later: readonly string[] = [
  // A set is released in one go: the second moment is the edit's.
  "before-release-commit:2",
  "before-commit:2",
  "before-commit:5",
  "before-commit:11",
  "after-commit:2",
  "after-commit:7",
  "after-commit-before-send:2",
  "after-mark-sent:3",
  "after-reply-before-record:2",
  "after-reply-before-record:3",
  "after-reply-before-record:4",
  "after-verify-read-before-record:3",
];
const every = [...crashPoints.filter((name) => !elsewhere.includes(name)), ...later];
/** On PostgreSQL the moments around what its server is asked to commit, claim and keep; CRASH_POINTS=all for every one there too. */
const few = ["before-commit:2", "after-claim", "after-mark-sent", "before-record-commit"];
const isShort = testServer !== undefined && process.env.CRASH_POINTS !== "all";
const moments = isShort ? few : every;
const journeys = isShort ? 1 : 6;
/** Every journey meets its moments one after the other, a life for each, in the order in which a journey passes them. */
const plans = Array.from({ length: journeys }, (_, first) => moments.filter((_, index) => index % journeys === first));

test("there are at least twenty moments", () => {
  expect(new Set(every).size).toBeGreaterThanOrEqual(20);
  expect(few.filter((moment) => !crashPoints.some((name) => moment.split(":")[0] === name))).toEqual([]);
});

/** A desk with lives: what is asked is asked again, with the same request id, until a life has answered. */
class Journey {
  readonly world: FaultWorld;
  readonly url: string;
  readonly #moments: string[];
  #life: Killable;
  campaigns = 0;

  constructor(world: FaultWorld, url: string, crashAt: readonly string[]) {
    this.world = world;
    this.url = url;
    this.#moments = [...crashAt];
    this.#life = new Killable(url, this.#moments[0]);
  }

  /** Moments that no life has died at yet. */
  get left(): readonly string[] {
    return this.#moments;
  }

  async reborn(): Promise<void> {
    expect(await this.#life.gone).toBe("SIGKILL");
    expect(this.#moments.shift()).toBeDefined();
    // The leases of the dead run out by themselves; nobody waits for that here.
    await this.world.db.job.updateMany({ where: { leaseUntil: { not: null } }, data: { leaseUntil: new Date(0) } });
    this.#life = new Killable(this.url, this.#moments[0]);
  }

  async ask<T>(role: string, path: string, input: unknown): Promise<T> {
    const { organisationId } = this.world;
    const asked = { role, organisationId, mutationId: randomUUID(), path, input };
    for (;;) {
      const answer = await this.#life.ask<T>(asked);
      if (answer !== null) return answer;
      await this.reborn();
    }
  }

  async until(what: string, done: () => Promise<boolean>): Promise<void> {
    const giveUp = performance.now() + 240_000;
    while (!(await done())) {
      if (performance.now() > giveUp)
        throw new Error(`Never came: ${what}, while dying at ${this.left[0]}: ${await this.#standing()}`);
      if (this.#life.ended) await this.reborn();
      else await tick(50);
    }
  }

  /** What is not at its end, for whoever reads a failure. */
  async #standing(): Promise<string> {
    const changes = await this.world.db.change.findMany({
      where: { state: { not: "settled" } },
      select: { id: true, kind: true, state: true, errorCode: true, errorMessage: true },
    });
    const jobs = await this.world.db.job.findMany({ where: { kind: { not: "pull_delivery" } } });
    return JSON.stringify({ changes, jobs });
  }

  async settled(changeSetId: string): Promise<void> {
    const open = () => this.world.db.change.count({ where: { changeSetId, state: { not: "settled" } } });
    await this.until("all is settled", async () => (await open()) === 0);
  }

  end(): Promise<unknown> {
    this.#life.kill();
    return this.#life.gone;
  }
}

type Outcome = { readonly changeSetId: string };

async function live(journey: Journey, lanes: readonly Lane[]): Promise<void> {
  const { world } = journey;
  journey.campaigns += 1;
  const campaignId = await world.campaign(lanes);
  const { changeSetId } = await journey.ask<Outcome>("planner", "changeSets.submitCampaign", {
    campaignId,
    revision: 1,
    reason: "Before the crash",
  });
  const { payloadHash } = await journey.ask<{ payloadHash: string }>("approver", "changeSets.get", { changeSetId });
  await journey.ask("approver", "changeSets.approve", { changeSetId, payloadHash });
  await journey.settled(changeSetId);
  const buy = await world.db.mediaBuy.findFirstOrThrow({ where: { campaignId } });
  const pack = await world.db.package.findFirstOrThrow({ where: { mediaBuyId: buy.id } });
  const edit = await journey.ask<Outcome>("manager", "changeSets.stageEdit", {
    mediaBuyId: buy.id,
    revision: buy.revision,
    packages: { [pack.id]: { budgetMicros: pack.budgetMicros + 20_000_000n } },
  });
  await journey.settled(edit.changeSetId);
  const raised = await world.db.package.findUniqueOrThrow({ where: { id: pack.id } });
  expect(raised.budgetMicros).toBe(pack.budgetMicros + 20_000_000n);
}

test.concurrent.each(plans)(
  "killed at %s and on, the next life ends where no crash would have",
  async (...crashAt) => {
    const database = await testDatabase({ synchronous: "NORMAL" });
    const time = worldTime();
    const world = await FaultWorld.open({
      name: "crash points",
      db: database.db,
      sandboxUrl: sandbox.url,
      time,
      worker: false,
    });
    const kinds = ["prompt", "careful", "awkward"] as const;
    const lanes = (await Promise.all(kinds.map((kind) => world.lanes(kind, 1)))).flat();
    const journey = new Journey(world, database.url, crashAt);
    try {
      while (journey.left.length > 0) await live(journey, lanes);
      await journey.end();
      const writes = world.proxy.log.filter((entry) => entry.key !== null);
      expect(new Set(writes.map((entry) => entry.key)).size).toBe(4 * journey.campaigns);
      expect(new Set(writes.map((entry) => entry.bytes)).size).toBe(4 * journey.campaigns);
      expect(await world.db.mediaBuy.count()).toBe(3 * journey.campaigns);
      expect(await world.db.changeSet.count()).toBe(2 * journey.campaigns);
      expect(await world.findingsNow(true)).toEqual([]);
    } finally {
      await journey.end();
      await world.close();
      await database.dispose();
    }
  },
  600_000,
);
