import { randomUUID } from "node:crypto";
import type { Db, Tx } from "../db/client";
import { diffValues } from "../domain/change/diff-values";
import type { CreateMediaBuyIntent, MediaBuyPatch, MediaBuyValues } from "../domain/change/patch";
import { encodeIntent, encodePatch, encodeValues } from "../domain/change/stored-json";
import type { Clock } from "../domain/time";
import type { Ports, Vault, WebhookAddresses } from "../ports";
import { claimDueJobs } from "../queue/jobs";
import { getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import { insertMediaBuy, saveMediaBuy } from "../repositories/media-buys";
import type { SalesAgent, SalesAgents } from "../sales-agents/sales-agent";
import type { RequestExtras } from "../sales-agents/update-intent";
import { type DeskAgent, deskAccount, deskAccountRef, deskEndpoint } from "./desk-agent";
import { intentFor, type PlannedPackage } from "./engine-intent";
import type { WorkerOptions } from "./job-handler";
import { hashRequest } from "./queue-seller-call";
import { releaseChange } from "./release-change";
import { runJob } from "./worker";

let idsMade = 0;

export type DeskWorld = {
  readonly db: Db;
  readonly vault: Vault;
  readonly salesAgents: SalesAgents;
  readonly clock: Clock;
  readonly agent?: DeskAgent;
  /** Addresses for the seller's webhooks; absent: it is polled only. */
  readonly webhooks?: WebhookAddresses;
  /** null: the seller promises no replay. */
  readonly replayTtlSeconds?: number | null;
  readonly options?: Partial<WorkerOptions>;
};

export type Released = {
  readonly changeId: string;
  readonly changeSetId: string;
  readonly mediaBuyId: string;
  readonly packageIds: readonly string[];
};

type Staged = {
  readonly changeId: string;
  readonly changeSetId: string;
  readonly mediaBuyId: string;
  readonly kind: string;
  readonly patch: string;
  readonly base: string;
  readonly request: string;
};

const somewhere: DeskAgent = { url: "https://seller.example/mcp", token: "t", sellerAccountId: "acc_1" };

/** One organisation with one agent, for tests of the engine: it writes what the desk's workflows write, without the desk. */
export class EngineDesk {
  readonly ports: Ports;
  readonly options: WorkerOptions;
  readonly organisationId = randomUUID();
  readonly salesAgentId = randomUUID();
  readonly accountId = randomUUID();
  readonly #world: DeskWorld;
  readonly #db: Db;

  constructor(world: DeskWorld) {
    this.#world = world;
    this.#db = world.db;
    this.options = { pollSeconds: 30, deliverySeconds: 300, leaseMs: 30_000, ...world.options };
    const { db, vault, clock, salesAgents } = world;
    const log = { info: () => undefined, warn: () => undefined, error: console.error };
    this.ports = {
      db,
      vault,
      clock,
      salesAgents,
      log,
      // In the order of making, as in the app: the clock here may stand still.
      newId: () => `${String(++idsMade).padStart(8, "0")}${randomUUID().slice(8)}`,
      newIdempotencyKey: randomUUID,
      random: () => 0.5,
      wakeWorker: () => undefined,
      inTransaction: (work) => db.$transaction(work),
      ...(world.webhooks ? { webhooks: world.webhooks } : {}),
    };
  }

  get #agent() {
    return this.#world.agent ?? somewhere;
  }

  get account() {
    return deskAccountRef(this.#agent);
  }

  get seller(): SalesAgent {
    return this.#world.salesAgents(deskEndpoint(this.#agent, this));
  }

  async open(): Promise<this> {
    const { organisationId, salesAgentId, accountId } = this;
    const { url, token, protocol = "mcp", version = "3.0" } = this.#agent;
    const at = new Date(this.ports.clock());
    const { replayTtlSeconds = 86_400 } = this.#world;
    const place = { organisationId, rowId: salesAgentId, field: "credential" };
    await this.#db.organisation.create({ data: { id: organisationId, name: "Northwind", createdAt: at } });
    const account = { id: accountId, organisationId, ...deskAccount(this.#agent), seenAt: at };
    await this.#db.salesAgent.create({
      data: {
        id: salesAgentId,
        organisationId,
        name: "Tagblatt",
        url,
        protocol,
        adcpVersion: version,
        credentialSealed: this.ports.vault.seal(token, place),
        capabilities: JSON.stringify({ replayTtlSeconds }),
        createdAt: at,
        accounts: { create: account },
      },
    });
    return this;
  }

  /** A planned buy of these packages, approved and released. */
  async plan(lines: readonly PlannedPackage[], extra: Partial<CreateMediaBuyIntent> = {}): Promise<Released> {
    const campaignId = await this.#campaign();
    const intent = { ...intentFor(campaignId, lines, this.ports.clock()), ...extra };
    const changeSetId = await this.#changeSet("create", campaignId);
    const [changeId, mediaBuyId] = [randomUUID(), randomUUID()];
    await this.ports.inTransaction(async (tx) => {
      await this.#buy(tx, mediaBuyId, intent);
      const extras = await this.#webhook(tx, { changeId, mediaBuyId });
      const request = this.seller.freezeCreate(this.account, intent, extras).body;
      const patch = encodeIntent(intent);
      const kind = "create_media_buy";
      await this.#stage(tx, { changeId, changeSetId, mediaBuyId, kind, patch, base: "{}", request });
    });
    return { changeId, changeSetId, mediaBuyId, packageIds: intent.packages.map((pack) => pack.packageId) };
  }

  async #webhook(tx: Tx, of: { readonly changeId: string; readonly mediaBuyId: string }): Promise<RequestExtras> {
    const { organisationId, salesAgentId, accountId } = this;
    const place = { organisationId, salesAgentId, accountId, purpose: "task" as const };
    const pushNotification = await this.ports.webhooks?.configFor(tx, { ...place, ...of });
    return pushNotification ? { pushNotification } : {};
  }

  async #campaign(): Promise<string> {
    const id = randomUUID();
    const at = new Date(this.ports.clock());
    const { organisationId } = this;
    const words = {
      state: "approved",
      name: "Spring",
      buyerRef: `ref-${id}`,
      timeZone: "Asia/Kathmandu",
      currency: "USD",
    };
    await this.#db.campaign.create({
      data: { id, organisationId, ...words, createdById: "u", createdAt: at, updatedAt: at },
    });
    return id;
  }

  async #changeSet(kind: "create" | "edit", campaignId: string): Promise<string> {
    const id = randomUUID();
    const { organisationId } = this;
    const createdAt = new Date(this.ports.clock());
    const words = { title: "Test", kind, state: "approved", authorId: "u" };
    await this.#db.changeSet.create({ data: { id, organisationId, campaignId, ...words, createdAt } });
    return id;
  }

  async #buy(tx: Tx, id: string, intent: CreateMediaBuyIntent): Promise<void> {
    const { organisationId, salesAgentId, accountId } = this;
    const { campaignId, poNumber, endAt } = intent;
    const at = this.ports.clock();
    const place = { organisationId, campaignId, salesAgentId, accountId, currency: "USD" };
    const startAt = intent.startAt === "asap" ? at : intent.startAt;
    const totalMicros = intent.packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
    const rest = { name: "Spring at Tagblatt", poNumber, startAt, endAt, totalMicros, sandbox: true, at };
    await insertMediaBuy(tx, { id, ...place, ...rest });
    const made = { createdAt: new Date(at), updatedAt: new Date(at) };
    for (const [position, pack] of intent.packages.entries()) {
      const { packageId, productId, pricingOptionId, budgetMicros, bidMicros } = pack;
      const snapshot = {
        id: randomUUID(),
        name: productId,
        deliveryType: "guaranteed",
        product: "{}",
        seenAt: new Date(at),
      };
      await tx.productSnapshot.create({ data: { ...snapshot, organisationId, salesAgentId, productId } });
      const columns = {
        productSnapshotId: snapshot.id,
        name: productId,
        productId,
        pricingOptionId,
        budgetMicros,
        bidMicros,
      };
      await tx.package.create({ data: { id: packageId, ...place, mediaBuyId: id, position, ...columns, ...made } });
    }
  }

  async #stage(tx: Tx, staged: Staged): Promise<void> {
    const { organisationId, salesAgentId, accountId } = this;
    const { changeId: id, mediaBuyId, request, ...columns } = staged;
    const at = this.ports.clock();
    const fixed = { position: 0, state: "approved", currency: "USD", createdAt: new Date(at) };
    const place = { organisationId, salesAgentId, accountId, mediaBuyId };
    await tx.change.create({
      data: { id, ...place, request, payloadHash: hashRequest(request), ...fixed, ...columns },
    });
    await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
    await releaseChange(tx, this.ports, id);
  }

  /** What the buy is now, as an edit is based on it. */
  async valuesOf(mediaBuyId: string): Promise<MediaBuyValues> {
    const { paused, startAt, endAt } = await getBoughtMediaBuy(this.#db, this.organisationId, mediaBuyId);
    const withCreatives = { assignments: { include: { creative: true } } };
    const rows = await this.#db.package.findMany({ where: { mediaBuyId }, include: withCreatives });
    const packages = (await boughtPackages(this.#db, this.organisationId, mediaBuyId)).map((pack) => {
      const row = rows.find((one) => one.id === pack.id);
      const creativeAssignments = (row?.assignments ?? []).map((one) => ({ creativeId: one.creative.creativeId }));
      const pacing = row?.pacing === "asap" ? ("asap" as const) : ("even" as const);
      return [pack.id, { ...pack, pacing, creativeAssignments }] as const;
    });
    return { paused, startAt: startAt ?? "", endAt: endAt ?? "", packages: Object.fromEntries(packages) };
  }

  /** An edit of a bought media buy, approved and released. */
  async edit(mediaBuyId: string, change: (values: MediaBuyValues) => MediaBuyValues): Promise<Released> {
    const base = await this.valuesOf(mediaBuyId);
    return this.#edited(mediaBuyId, base, diffValues(base, change(base)));
  }

  /** The cancellation of a bought media buy, approved and released. */
  async cancel(mediaBuyId: string): Promise<Released> {
    return this.#edited(mediaBuyId, await this.valuesOf(mediaBuyId), { canceled: { reason: "" } });
  }

  async #edited(mediaBuyId: string, base: MediaBuyValues, patch: MediaBuyPatch): Promise<Released> {
    const buy = await getBoughtMediaBuy(this.#db, this.organisationId, mediaBuyId);
    const packages = await boughtPackages(this.#db, this.organisationId, mediaBuyId);
    const { packages: lines = {}, canceled, ...whole } = patch;
    const request = this.seller.freezeUpdate(this.account, {
      mediaBuyId: buy.sellerMediaBuyId ?? "",
      revision: buy.sellerRevision,
      currency: "USD",
      ...whole,
      ...(canceled ? { cancellation: canceled } : {}),
      packages: Object.entries(lines).map(([id, line]) => {
        const set = Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null));
        return { packageId: packages.find((pack) => pack.id === id)?.sellerPackageId ?? "", ...set };
      }),
    }).body;
    const changeSetId = await this.#changeSet("edit", buy.campaignId);
    const changeId = randomUUID();
    const [encoded, kind] = [encodePatch(patch), "update_media_buy"];
    const staged = { changeId, changeSetId, mediaBuyId, kind, patch: encoded, base: encodeValues(base), request };
    await this.ports.inTransaction((tx) => this.#stage(tx, staged));
    return { changeId, changeSetId, mediaBuyId, packageIds: packages.map((pack) => pack.id) };
  }

  /** Runs what is due now, and what becomes due by that, until nothing is. */
  async runDue(): Promise<void> {
    for (;;) {
      const claim = { now: this.ports.clock(), leaseMs: this.options.leaseMs, limit: 8 };
      const jobs = await claimDueJobs(this.#db, claim);
      if (jobs.length === 0) return;
      await Promise.all(jobs.map((job) => runJob(this.ports, job, this.options)));
    }
  }

  change(id: string) {
    return this.#db.change.findUniqueOrThrow({ where: { id } });
  }

  buy(id: string) {
    return this.#db.mediaBuy.findUniqueOrThrow({
      where: { id },
      include: { packages: { orderBy: { position: "asc" } } },
    });
  }

  call(changeId: string) {
    return this.#db.sellerCall.findFirstOrThrow({ where: { changeId }, orderBy: { createdAt: "desc" } });
  }

  async actions(): Promise<string[]> {
    const rows = await this.#db.auditRow.findMany({ orderBy: { seq: "asc" } });
    return rows.map((row) => row.action);
  }
}
