import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as tick } from "node:timers/promises";
import { appRouter } from "../api/root";
import { createCallerFactory } from "../api/trpc";
import { makeVault } from "../auth/vault";
import { type Db, inWriteTransaction } from "../db/client";
import { checkInvariants } from "../doctor/invariants";
import { bookPlaces, readBook } from "../doctor/read-books";
import { hasEnded, isChangeState } from "../domain/change/change-state";
import type { Role } from "../domain/permissions";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents/sales-agents";
import type { WorkerOptions } from "../seller-calls/job-handler";
import { startWorker, type Worker } from "../seller-calls/worker";
import { newUuidV7 } from "../uuid";
import { type FaultProxy, faultProxy } from "./fault-proxy";
import { givenLanes, type Lane, type LaneKind, type LaneOptions } from "./test-lanes";
import { type Dice, dice, type WorldTime } from "./test-time";

/** How often each row of the matrix is repeated, with other random parameters each time: FAULT_REPEATS=100 for the night. */
export const repeats = Number(process.env.FAULT_REPEATS ?? 5);

export const worldKey = Buffer.alloc(32, 7);
const dayMs = 86_400_000;
const callerOf = createCallerFactory(appRouter);

export type Bought = { readonly lane: Lane; readonly changeId: string; readonly mediaBuyId: string };
type WorldOptions = {
  readonly name: string;
  readonly db: Db;
  readonly sandboxUrl: string;
  readonly time: WorldTime /** false: other processes do the work. */;
  readonly worker?: boolean;
};

/** The desk, the real worker and a sandbox seller with a fault proxy in between; every lane is an agent with an account of its own. */
export class FaultWorld {
  readonly organisationId = newUuidV7();
  readonly ports: Ports;
  readonly proxy: FaultProxy;
  readonly dice: Dice;
  readonly db: Db;
  readonly #time: WorldTime;
  readonly #sandboxUrl: string;
  readonly #salesAgents: ClosableSalesAgents;
  readonly workerOptions: WorkerOptions = {
    pollSeconds: 120,
    deliverySeconds: 86_400,
    leaseMs: 1_800_000,
    callsPerAgent: 4,
    // The library's clock is the wall's, which stands nearly still beside the world's.
    breaker: { failures: 8, halfOpenAfterMs: 60 },
  };
  /** How long a write may take before it counts as open. */
  readonly deadlineMs = 1_500;
  #vault = makeVault([worldKey]);
  #worker: Worker | null = null;
  #lanes = 0;

  private constructor(options: WorldOptions, proxy: FaultProxy) {
    const { db, time, name, sandboxUrl } = options;
    this.db = db;
    this.proxy = proxy;
    this.dice = dice(name);
    this.#time = time;
    this.#sandboxUrl = sandboxUrl;
    this.#salesAgents = salesAgentsFor({
      allowedHosts: ["127.0.0.1"],
      clock: time.clock,
      deadlines: {
        create_media_buy: this.deadlineMs,
        update_media_buy: this.deadlineMs,
        get_media_buys: 5_000,
        // A busy machine is not what is tested here.
        initialize: 120_000,
        get_products: 120_000,
      },
    });
    this.ports = {
      db,
      clock: time.clock,
      newId: newUuidV7,
      newIdempotencyKey: randomUUID,
      random: () => this.dice.next(),
      vault: { seal: (...secret) => this.#vault.seal(...secret), open: (...secret) => this.#vault.open(...secret) },
      salesAgents: this.#salesAgents,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      wakeWorker: () => this.#worker?.wake(),
      inTransaction: (work, line) => inWriteTransaction(db, work, line),
    };
  }

  static async open(options: WorldOptions): Promise<FaultWorld> {
    const world = new FaultWorld(options, await faultProxy(options.sandboxUrl, options.time.clock));
    const { organisationId, db } = world;
    const createdAt = new Date(options.time.clock());
    await db.organisation.create({ data: { id: organisationId, name: options.name, currency: "USD", createdAt } });
    if (options.worker !== false) world.work();
    return world;
  }

  get now(): Instant {
    return this.ports.clock();
  }

  advance(milliseconds: number): void {
    this.#time.advance(milliseconds);
  }

  /** The worker as the app runs it; a second call replaces the first one's. */
  work(): Worker {
    this.#worker = startWorker(this.ports, this.workerOptions);
    return this.#worker;
  }

  /** Nobody works until `work` is called. */
  async rest(): Promise<void> {
    await this.#worker?.stop();
    this.#worker = null;
  }

  /** From here on a new key seals; the old one still opens. */
  rotateKeys(): void {
    this.#vault = makeVault([randomBytes(32), worldKey]);
  }

  /** A person of the desk; `mutationId` is what the browser would send again. */
  as(role: Role, mutationId?: string) {
    const userId = `${this.organisationId}-${role}`;
    const actor = { organisationId: this.organisationId, userId, name: role, role, requestId: "fault" };
    const { ports } = this;
    return callerOf(() => ({ actor, requestId: "fault", mutationId: mutationId ?? randomUUID(), ports }));
  }

  async lanes(kind: LaneKind, count: number, options: LaneOptions = {}): Promise<readonly Lane[]> {
    const names = Array.from({ length: count }, () => `l${this.#lanes++}`);
    return givenLanes(this, this.#sandboxUrl, kind, names, options);
  }

  /** One campaign, one media buy a lane, submitted by a planner and approved by an approver: the creates are on their way. */
  async buy(lanes: readonly Lane[], poNumber = "4711"): Promise<readonly Bought[]> {
    const submitted = await this.submit(lanes, poNumber);
    const approver = this.as("approver");
    const { payloadHash } = await approver.changeSets.get({ changeSetId: submitted.changeSetId });
    await approver.changeSets.approve({ changeSetId: submitted.changeSetId, payloadHash });
    return submitted.bought;
  }

  async submit(lanes: readonly Lane[], poNumber = "4711") {
    const campaignId = await this.campaign(lanes, poNumber);
    const { changeSetId } = await this.as("planner").changeSets.submitCampaign({
      campaignId,
      revision: 1,
      reason: "Because of faults",
    });
    const changes = await this.db.change.findMany({ where: { changeSetId } });
    const bought = lanes.map((lane) => {
      const change = changes.find((one) => one.salesAgentId === lane.salesAgentId);
      return { lane, changeId: change?.id ?? "", mediaBuyId: change?.mediaBuyId ?? "" };
    });
    return { changeSetId, campaignId, bought };
  }

  async campaign(lanes: readonly Lane[], poNumber = "4711"): Promise<string> {
    const { organisationId, db } = this;
    const [id, brandId] = [newUuidV7(), newUuidV7()];
    const at = new Date(this.now);
    const startAt = new Date(addMillis(this.now, 30 * dayMs).replace(/T.*/, "T00:00:00.000Z"));
    const endAt = new Date(startAt.getTime() + 30 * dayMs);
    await db.brand.create({
      data: { id: brandId, organisationId, name: "Alpenglow", domain: `b${id}.example`, createdAt: at },
    });
    const packages = lanes.flatMap((lane) =>
      Array.from({ length: this.dice.between(1, 2) }, () => ({
        lane,
        budgetMicros: BigInt(this.dice.between(500_000, 900_000)) * 10_000n,
      })),
    );
    const plan = { name: "Alpenglow", brief: "Jackets", poNumber, timeZone: "UTC", currency: "USD" };
    const made = { createdAt: at, updatedAt: at };
    await db.campaign.create({
      data: {
        id,
        organisationId,
        brandId,
        buyerRef: `FD-${id}`,
        ...plan,
        startAt,
        endAt,
        totalMicros: packages.reduce((sum, one) => sum + one.budgetMicros, 0n),
        createdById: `${organisationId}-planner`,
        ...made,
      },
    });
    await db.package.createMany({
      data: packages.map(({ lane, budgetMicros }, position) => {
        const { productSnapshotId, salesAgentId, accountId, productId, pricingOptionId } = lane;
        const offer = { productSnapshotId, salesAgentId, accountId, productId, pricingOptionId };
        const words = { name: `News ${position}`, currency: "USD", budgetMicros };
        return { id: newUuidV7(), organisationId, campaignId: id, position, ...offer, ...words, ...made };
      }),
    });
    return id;
  }

  /** A raise of the first package's budget that needs no approver. */
  async raise(
    mediaBuyId: string,
    byMicros = 10_000_000n,
  ): Promise<{ readonly changeSetId: string; readonly changeId: string }> {
    const { revision } = await this.buyRow(mediaBuyId);
    const pack = await this.db.package.findFirstOrThrow({ where: { mediaBuyId }, orderBy: { position: "asc" } });
    return this.stage({
      mediaBuyId,
      revision,
      packages: { [pack.id]: { budgetMicros: pack.budgetMicros + byMicros } },
    });
  }

  async stage(edit: Parameters<ReturnType<FaultWorld["as"]>["changeSets"]["stageEdit"]>[0]) {
    const { changeSetId } = await this.as("manager").changeSets.stageEdit(edit);
    const change = await this.db.change.findFirstOrThrow({ where: { changeSetId } });
    return { changeSetId, changeId: change.id };
  }

  buyRow(id: string) {
    return this.db.mediaBuy.findUniqueOrThrow({ where: { id } });
  }

  change(id: string) {
    return this.db.change.findUniqueOrThrow({ where: { id } });
  }

  callsOf(changeId: string) {
    return this.db.sellerCall.findMany({ where: { changeId }, orderBy: { createdAt: "asc" } });
  }

  /** Time passes, two seconds a step, and the worker works, until `done`. */
  async until(what: string, done: () => Promise<boolean>, stepMs = 2_000): Promise<void> {
    const giveUp = performance.now() + 120_000;
    while (!(await done())) {
      if (performance.now() > giveUp) throw new Error(`Never came: ${what} (FAULT_SEED=${this.dice.seed})`);
      this.advance(stepMs);
      this.#worker?.wake();
      await tick(15);
    }
  }

  async settle(bought: readonly { readonly changeId: string }[], stepMs = 2_000): Promise<void> {
    const id = { in: bought.map(({ changeId }) => changeId) };
    const ended = async () => {
      const rows = await this.db.change.findMany({ where: { id }, select: { state: true } });
      return rows.every(({ state }) => isChangeState(state) && hasEnded(state));
    };
    await this.until("every change has ended", ended, stepMs);
  }

  /** The faults stop; two poll periods later everything here must be what the sellers have. */
  async findings(): Promise<readonly string[]> {
    for (const lane of new Set(this.proxy.log.map((entry) => entry.lane))) this.proxy.setRule(lane, null);
    const end = addMillis(this.now, 2_100 * this.workerOptions.pollSeconds);
    await this.until("two poll periods", async () => this.now >= end, 20_000);
    await this.until("nothing is due", async () => (await this.due()) === 0, 0);
    await this.#worker?.stop();
    return this.findingsNow(true);
  }

  /** I1–I8 as things stand, as sentences. */
  async findingsNow(converged: boolean): Promise<readonly string[]> {
    const places = await bookPlaces(this.db, this.organisationId);
    const read = await Promise.all(places.map((place) => readBook(this.ports, place)));
    const books = read.map((book) => {
      if ("buys" in book) return book;
      throw new Error(`${book.sellerName} does not answer: ${book.message}`);
    });
    const findings = await checkInvariants(this.db, books, { organisationId: this.organisationId, converged });
    return findings.map(({ invariant, sentence }) => `${invariant}: ${sentence}`);
  }

  /** Jobs that are due or being done. */
  due(): Promise<number> {
    const now = new Date(this.now);
    return this.db.job.count({ where: { OR: [{ dueAt: { lte: now } }, { leaseUntil: { gt: now } }] } });
  }

  /** What the seller got, call by call: the wire log of one tool in one lane. */
  sent(lane: Lane, tool: "create_media_buy" | "update_media_buy") {
    return this.proxy.log.filter((entry) => entry.lane === lane.name && entry.tool === tool);
  }

  async close(): Promise<void> {
    await this.#worker?.stop();
    await this.#salesAgents.close();
    await this.proxy.close();
  }
}
