import { readStored } from "../domain/change/stored-json";
import type { Instant } from "../domain/time";
import type {
  CreateReply,
  MediaBuySnapshot,
  PackageSnapshot,
  SellerProblem,
  TaskState,
  UpdateReply,
  WriteReply,
} from "../sales-agents/sales-agent";
import { problemOf } from "./problems";
import { replaySeconds, type SellerTraits } from "./schedule";
import type { Random, VirtualTime } from "./virtual-time";

export type Write = { readonly tool: string; readonly body: string; readonly key: string; readonly sentAt: number };
export type Reply = WriteReply<CreateReply & UpdateReply>;

type CreateBody = {
  readonly buyerRef: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly packages: readonly {
    readonly packageId: string;
    readonly productId: string;
    readonly budgetMicros: bigint;
  }[];
};
export type UpdateBody = {
  readonly mediaBuyId: string;
  readonly revision: number | null;
  readonly paused?: boolean;
  readonly endAt?: Instant;
  readonly canceled?: { readonly reason: string };
  readonly packages: readonly { readonly packageId: string; readonly budgetMicros: bigint }[];
  /** What the edit was based on: not sent by the engine's adapter, kept here so that a blind overwrite can be told. */
  readonly basedOn: Readonly<Record<string, string>>;
};

/** A buy in the seller's own books. `touched`: when the seller itself last changed a field, and to what. */
export type BookedBuy = {
  readonly id: string;
  readonly ref: string;
  readonly startAt: Instant;
  endAt: Instant;
  status: string;
  revision: number;
  readonly createdAt: Instant;
  readonly packages: {
    readonly packageId: string;
    readonly productId: string;
    budgetMicros: bigint;
    readonly line: string;
  }[];
  readonly touched: Map<string, number>;
  changedAt: number;
};

export type Overwritten = { readonly mediaBuyId: string; readonly field: string };

type Host = {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly isCalm: () => boolean;
  readonly meddling: boolean;
  readonly onEvent: (seller: SimulatedSeller, buy: BookedBuy) => void;
};

const facts = { milliseconds: 1, httpStatus: 200, raw: null };

/** A seller with books, keys, people and moods; it does what AdCP asks of one, as far as its traits let it. */
export class SimulatedSeller {
  readonly traits: SellerTraits;
  readonly buys = new Map<string, BookedBuy>();
  readonly tasks = new Map<string, TaskState>();
  readonly received: Write[] = [];
  /** Creates that wait for a person here: no list of buys shows them. */
  readonly inTray = new Set<string>();
  readonly overwritten: Overwritten[] = [];
  /** Keys of updates that did something, with the body. */
  readonly applied = new Map<string, UpdateBody>();
  readonly #keys = new Map<string, { readonly at: number; readonly body: string; readonly reply: Reply }>();
  readonly #refusals = new Map<string, boolean>();
  readonly #host: Host;

  constructor(traits: SellerTraits, host: Host) {
    this.traits = traits;
    this.#host = host;
  }

  #chance(share: number): boolean {
    return this.#host.random() < share;
  }

  receive(write: Write): Reply {
    this.received.push(write);
    const known = this.traits.replay === "none" ? undefined : this.#keys.get(write.key);
    if (known && this.#host.time.now - known.at <= replaySeconds) {
      if (known.body !== write.body) return refused("IDEMPOTENCY_CONFLICT");
      return { ...known.reply, replayed: true } as Reply;
    }
    if (known && this.traits.replay === "declared") return refused("IDEMPOTENCY_EXPIRED");
    const reply = write.tool === "create_media_buy" ? this.#create(write) : this.#update(write);
    // Only what worked is remembered (requirements §4.3).
    if (reply.kind !== "refused") this.#keys.set(write.key, { at: this.#host.time.now, body: write.body, reply });
    return reply;
  }

  #create(write: Write): Reply {
    const body = readStored<CreateBody>(write.body);
    // A rule, not a mood: a copy of a refused request is refused as well.
    const isTooLow = this.#refusals.get(write.key) ?? (!this.#host.isCalm() && this.#chance(0.04));
    this.#refusals.set(write.key, isTooLow);
    if (isTooLow) return refused("BUDGET_TOO_LOW");
    const { creates, namesBuyInTask } = this.traits;
    if (creates === "sync") return accepted(this.#reply(this.#book(body)));
    const taskId = `${this.traits.id}-task-${this.tasks.size + 1}`;
    this.tasks.set(taskId, task(creates === "input_required" ? "input-required" : "submitted"));
    this.inTray.add(body.buyerRef);
    this.#host.time.after(20 + this.#host.random() * 1_200, () => {
      this.inTray.delete(body.buyerRef);
      if (this.#chance(0.15)) return void this.tasks.set(taskId, task("rejected", "Not with us"));
      const reply = this.#reply(this.#book(body));
      this.tasks.set(taskId, { ...task("completed"), create: namesBuyInTask ? reply : null });
    });
    if (creates === "input_required")
      return { ...facts, kind: "input_required", taskId, reason: "APPROVAL_REQUIRED", message: "Please confirm" };
    if (creates === "working") return { ...facts, kind: "working", taskId, message: null };
    return { ...facts, kind: "submitted", taskId, message: "A person looks at it", replayed: false };
  }

  #book(body: CreateBody): BookedBuy {
    const at = this.#host.time.clock();
    const id = `${this.traits.id}-buy-${this.buys.size + 1}`;
    const packages = body.packages.map((pack, index) => ({
      packageId: `${id}-${index + 1}`,
      productId: pack.productId,
      budgetMicros: pack.budgetMicros,
      line: pack.packageId,
    }));
    const status = this.#chance(0.5) ? "active" : "pending_start";
    const times = { startAt: body.startAt, endAt: body.endAt, createdAt: at, changedAt: this.#host.time.now };
    const buy = { id, ref: body.buyerRef, status, revision: 1, ...times, packages, touched: new Map() };
    this.buys.set(id, buy);
    if (status !== "active") this.#later(buy, 2_000, () => this.#turn(buy, "active"));
    this.#live(buy);
    this.#changed(buy, 0);
    return buy;
  }

  /** What people at the seller do on their own while the buy runs. */
  #live(buy: BookedBuy): void {
    if (!this.#host.meddling) return;
    if (this.#chance(0.25)) this.#later(buy, 5_000, () => this.#turn(buy, "paused"));
    if (this.#chance(0.1)) this.#later(buy, 8_000, () => this.#turn(buy, this.#chance(0.5) ? "canceled" : "rejected"));
    const [first] = buy.packages;
    if (first && this.#chance(0.4)) {
      this.#later(buy, 6_000, () => {
        first.budgetMicros -= 1_000_000n;
        this.#touch(buy, `${first.packageId}.budgetMicros`);
      });
    }
  }

  #later(buy: BookedBuy, within: number, work: () => void): void {
    this.#host.time.after(this.#host.random() * within, () => {
      if (!isOver(buy) && !this.#host.isCalm()) work();
    });
  }

  #turn(buy: BookedBuy, status: string): void {
    buy.status = status;
    this.#touch(buy, "paused");
  }

  #touch(buy: BookedBuy, field: string): void {
    buy.touched.set(field, this.#host.time.now);
    this.#changed(buy, 1);
  }

  #changed(buy: BookedBuy, by: number): void {
    buy.revision += by;
    buy.changedAt = this.#host.time.now;
    this.#host.onEvent(this, buy);
  }

  #update(write: Write): Reply {
    const body = readStored<UpdateBody>(write.body);
    const buy = this.buys.get(body.mediaBuyId);
    if (!buy) return refused("MEDIA_BUY_NOT_FOUND");
    if (isOver(buy)) return refused("INVALID_STATE");
    if (this.traits.checksRevision && body.revision !== null && body.revision !== buy.revision)
      return refused("CONFLICT");
    const changed = { mediaBuyId: buy.id, status: null, packages: [], affectedPackages: [] };
    const mood = this.#host.isCalm() ? 1 : this.#host.random();
    if (mood < 0.05) return accepted({ ...changed, revision: buy.revision });
    if (mood < 0.1) {
      this.#host.time.after(60 + this.#host.random() * 1_200, () => !isOver(buy) && this.#apply(buy, body, write));
      return accepted({ ...changed, revision: buy.revision, implementationAt: null });
    }
    this.#apply(buy, body, write);
    return accepted({ ...changed, revision: buy.revision });
  }

  #apply(buy: BookedBuy, body: UpdateBody, write: Write): void {
    this.#noteOverwritten(buy, body, write);
    if (body.paused !== undefined && buy.status !== "pending_start") buy.status = body.paused ? "paused" : "active";
    if (body.endAt !== undefined) buy.endAt = body.endAt;
    if (body.canceled !== undefined) buy.status = "canceled";
    for (const wanted of body.packages) {
      const pack = buy.packages.find((one) => one.packageId === wanted.packageId);
      if (pack) pack.budgetMicros = wanted.budgetMicros;
    }
    this.applied.set(write.key, body);
    this.#changed(buy, 1);
  }

  /** An edit that runs over what the seller had changed before it was sent: nobody looked. */
  #noteOverwritten(buy: BookedBuy, body: UpdateBody, write: Write): void {
    for (const wanted of body.packages) {
      const field = `${wanted.packageId}.budgetMicros`;
      const pack = buy.packages.find((one) => one.packageId === wanted.packageId);
      const touchedAt = buy.touched.get(field);
      const based = body.basedOn[field];
      if (!pack || touchedAt === undefined || based === undefined) continue;
      // What is there already is what is asked for: nothing of anybody's is lost.
      if (String(pack.budgetMicros) === String(wanted.budgetMicros)) continue;
      if (touchedAt < write.sentAt - 60 && String(pack.budgetMicros) !== String(based))
        this.overwritten.push({ mediaBuyId: buy.id, field });
    }
  }

  #reply(buy: BookedBuy): CreateReply & UpdateReply {
    const packages = buy.packages.map((pack) => ({ packageId: pack.packageId, context: { package_id: pack.line } }));
    return { mediaBuyId: buy.id, status: buy.status, packages, affectedPackages: [], revision: buy.revision };
  }

  list(ids: readonly string[] | null): MediaBuySnapshot[] {
    return [...this.buys.values()].filter((buy) => ids === null || ids.includes(buy.id)).map(snapshotOf);
  }
}

function isOver(buy: BookedBuy): boolean {
  return buy.status === "canceled" || buy.status === "rejected";
}

export function snapshotOf(buy: BookedBuy): MediaBuySnapshot {
  const packages: PackageSnapshot[] = buy.packages.map(({ packageId, productId, budgetMicros }) => ({
    packageId,
    productId,
    budgetMicros,
    paused: false,
  }));
  return {
    mediaBuyId: buy.id,
    status: buy.status,
    currency: "USD",
    totalMicros: packages.reduce((sum, pack) => sum + (pack.budgetMicros ?? 0n), 0n),
    startAt: buy.startAt,
    endAt: buy.endAt,
    revision: buy.revision,
    validActions: null,
    creativeDeadline: null,
    confirmedAt: buy.createdAt,
    createdAt: buy.createdAt,
    updatedAt: null,
    rejectionReason: null,
    history: [],
    packages,
  };
}

function accepted(value: CreateReply & UpdateReply): Reply {
  return { ...facts, kind: "accepted", value, replayed: false };
}

export function refused(code: string, more: Partial<SellerProblem> = {}): Reply {
  return { ...facts, kind: "refused", problem: problemOf(code, more) };
}

function task(status: TaskState["status"], message: string | null = null): TaskState {
  return { status, rawStatus: status, message, problem: null, create: null, raw: null };
}
