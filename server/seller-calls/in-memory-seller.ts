import type { CreateMediaBuyIntent } from "../domain/change/patch";
import { readStored, writeStored } from "../domain/change/stored-json";
import type { Clock, Instant } from "../domain/time";
import type {
  AccountRef,
  Capabilities,
  CreateReply,
  DeliveryReport,
  FrozenRequest,
  MediaBuyPage,
  MediaBuySnapshot,
  PackageSnapshot,
  Read,
  SalesAgent,
  SellerProblem,
  TaskState,
  UpdateReply,
  WriteReply,
} from "../sales-agents/sales-agent";
import type { UpdateMediaBuyIntent } from "../sales-agents/update-intent";

/** How the next write goes; nothing asked for: as it should. */
export type Behaviour =
  | { readonly kind: "unreachable" }
  | { readonly kind: "lost"; readonly done: boolean }
  | { readonly kind: "refuse"; readonly problem: Partial<SellerProblem> & { readonly code: string } }
  | { readonly kind: "submit"; readonly taskId: string | null }
  | { readonly kind: "input_required"; readonly taskId: string | null }
  | { readonly kind: "ignore"; readonly implementationAt?: Instant | null };

type Sent = { readonly tool: string; readonly body: string; readonly key: string };
type Body = { readonly account: AccountRef };

/** A seller behind our port, for tests of the engine alone: it keeps its books, its keys and a log of what it was sent. */
export class InMemorySeller {
  readonly sent: Sent[] = [];
  readonly buys = new Map<string, MediaBuySnapshot>();
  readonly tasks = new Map<string, TaskState>();
  /** Creates that wait for a person at the seller. */
  readonly waiting = new Map<string, CreateMediaBuyIntent>();
  delivery: DeliveryReport[] = [];
  deliveryQueries: (readonly [string, string])[] = [];
  reads = 0;
  /** null: nobody is to ask. */
  capabilities: Capabilities | null = null;
  capabilityReads = 0;
  readsFail = false;
  /** Awaited before a write is answered. */
  gate: () => Promise<void> = async () => undefined;
  readonly #next: Behaviour[] = [];
  readonly #answered = new Map<string, WriteReply<never>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(...behaviours: readonly Behaviour[]): void {
    this.#next.push(...behaviours);
  }

  agent(): SalesAgent {
    const unused = () => Promise.reject(new Error("not part of these tests"));
    return {
      getCapabilities: async () => {
        if (this.capabilities === null) return unused();
        this.capabilityReads += 1;
        return this.#read(this.capabilities);
      },
      listAccounts: unused,
      syncAccounts: unused,
      getAccountFinancials: unused,
      getProducts: unused,
      listCreativeFormats: unused,
      listCreatives: unused,
      freezeSyncCreatives: () => ({ tool: "sync_creatives", body: "{}" }),
      sendSyncCreatives: unused,
      freezeCreate: (account, intent) => freeze("create_media_buy", { account, ...intent }),
      freezeUpdate: (account, intent) => freeze("update_media_buy", { account, ...intent }),
      sendCreate: (request, key) => this.#write(request, key, (body) => this.create(readStored(body))),
      sendUpdate: (request, key) => this.#write(request, key, (body) => this.#update(readStored(body))),
      getMediaBuys: async (_account, ids) => {
        this.reads += 1;
        return this.#read([...this.buys.values()].filter((buy) => ids === null || ids.includes(buy.mediaBuyId)));
      },
      listMediaBuyPage: async (_account, cursor) => this.#read(pageOf([...this.buys.values()], Number(cursor ?? 0))),
      getDelivery: async (_account, _ids, startDay, endDay) => {
        this.deliveryQueries.push([startDay, endDay]);
        return this.#read(this.delivery);
      },
      getTask: async (_account, taskId) => {
        const task = this.tasks.get(taskId);
        return task ? this.#read(task) : { kind: "failed", problem: problem("REFERENCE_NOT_FOUND"), milliseconds: 1 };
      },
    };
  }

  #read<T>(value: T): Read<T> {
    if (this.readsFail) return { kind: "failed", problem: problem("TIMEOUT"), milliseconds: 1 };
    return { kind: "ok", value, milliseconds: 1 };
  }

  async #write<T>(request: FrozenRequest, key: string, work: (body: string) => T): Promise<WriteReply<T>> {
    this.sent.push({ tool: request.tool, body: request.body, key });
    await this.gate();
    const facts = { milliseconds: 1, httpStatus: 200, raw: null };
    const known = this.#answered.get(key) as WriteReply<T> | undefined;
    if (known) return { ...known, replayed: true } as WriteReply<T>;
    const behaviour = this.#next.shift();
    const remember = (reply: WriteReply<T>): WriteReply<T> => {
      this.#answered.set(key, reply as WriteReply<never>);
      return reply;
    };
    switch (behaviour?.kind) {
      case "unreachable":
        return { ...facts, kind: "unreachable", problem: problem("UNREACHABLE") };
      case "lost":
        if (behaviour.done) remember({ ...facts, kind: "accepted", value: work(request.body), replayed: false });
        return { ...facts, kind: "unknown", problem: problem("TIMEOUT") };
      case "refuse":
        return { ...facts, kind: "refused", problem: { ...problem(behaviour.problem.code), ...behaviour.problem } };
      case "submit":
      case "input_required":
        return remember(this.#hold(request, behaviour));
      case "ignore":
        return remember({ ...facts, kind: "accepted", value: ignored(request, behaviour) as T, replayed: false });
      default:
        return remember({ ...facts, kind: "accepted", value: work(request.body), replayed: false });
    }
  }

  #hold<T>(
    request: FrozenRequest,
    behaviour: { kind: "submit" | "input_required"; taskId: string | null },
  ): WriteReply<T> {
    const { taskId } = behaviour;
    const facts = { milliseconds: 1, httpStatus: 200, raw: null };
    if (taskId !== null) {
      if (request.tool === "create_media_buy") this.waiting.set(taskId, readStored(request.body));
      this.tasks.set(taskId, task("submitted", "A person looks at it"));
    }
    if (behaviour.kind === "submit")
      return { ...facts, kind: "submitted", taskId, message: "A person looks at it", replayed: false };
    return {
      ...facts,
      kind: "input_required",
      taskId,
      reason: "APPROVAL_REQUIRED",
      message: "Please confirm the terms",
    };
  }

  /** Books a buy; also what a person at the seller does with a waiting one. */
  create(intent: CreateMediaBuyIntent & Partial<Body>): CreateReply {
    const mediaBuyId = `buy_${this.buys.size + 1}`;
    const packages: PackageSnapshot[] = intent.packages.map((pack, index) => ({
      packageId: `${mediaBuyId}_p${index + 1}`,
      productId: pack.productId,
      budgetMicros: pack.budgetMicros,
      paused: pack.paused,
      targetingOverlay: pack.targetingOverlay,
    }));
    const at = this.#clock();
    const buy: MediaBuySnapshot = {
      mediaBuyId,
      status: "active",
      currency: intent.currency,
      totalMicros: intent.packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n),
      startAt: intent.startAt === "asap" ? at : intent.startAt,
      endAt: intent.endAt,
      revision: 1,
      validActions: null,
      creativeDeadline: null,
      confirmedAt: at,
      createdAt: at,
      updatedAt: at,
      rejectionReason: null,
      history: [],
      packages,
    };
    this.buys.set(mediaBuyId, buy);
    const tied = packages.map((pack, index) => ({
      ...pack,
      context: { package_id: intent.packages[index]?.packageId },
    }));
    return { mediaBuyId, status: "active", packages: tied, revision: 1 };
  }

  #update(intent: UpdateMediaBuyIntent): UpdateReply {
    const buy = this.buys.get(intent.mediaBuyId);
    if (!buy) throw new Error("the test updates a buy that is not there");
    const packages = buy.packages.map((pack) => {
      const wanted = intent.packages.find((one) => one.packageId === pack.packageId);
      const { pacing: _pacing, creativeAssignments: _assignments, ...shown } = wanted ?? { packageId: pack.packageId };
      return { ...pack, ...shown };
    });
    const revision = (buy.revision ?? 0) + 1;
    this.buys.set(buy.mediaBuyId, {
      ...buy,
      ...(intent.paused === undefined ? {} : { status: intent.paused ? "paused" : "active" }),
      ...(intent.endAt === undefined ? {} : { endAt: intent.endAt }),
      totalMicros: packages.reduce((sum, pack) => sum + (pack.budgetMicros ?? 0n), 0n),
      revision,
      packages,
    });
    return { mediaBuyId: buy.mediaBuyId, revision, affectedPackages: intent.packages };
  }

  /** Somebody at the seller changes a buy without being asked. */
  edit(mediaBuyId: string, change: Partial<MediaBuySnapshot>): void {
    const buy = this.buys.get(mediaBuyId);
    if (buy) this.buys.set(mediaBuyId, { ...buy, ...change });
  }
}

function ignored(
  request: FrozenRequest,
  behaviour: { readonly implementationAt?: Instant | null },
): CreateReply | UpdateReply {
  const { mediaBuyId } = readStored<{ mediaBuyId?: string }>(request.body);
  const when = behaviour.implementationAt === undefined ? {} : { implementationAt: behaviour.implementationAt };
  return {
    mediaBuyId: mediaBuyId ?? "buy_of_nobody",
    status: null,
    packages: [],
    affectedPackages: [],
    revision: null,
    ...when,
  };
}

/** Pages of a hundred; the cursor is where the next one starts. */
function pageOf(all: readonly MediaBuySnapshot[], start: number): MediaBuyPage {
  const buys = all.slice(start, start + 100).map((snapshot) => ({ snapshot, name: null, brandDomain: null }));
  const hasMore = start + 100 < all.length;
  return { buys, unreadable: 0, hasMore, cursor: hasMore ? String(start + 100) : null, total: all.length };
}

function freeze(tool: string, body: unknown): FrozenRequest {
  return { tool, body: writeStored(body) };
}

function problem(code: string): SellerProblem {
  const recovery = ["UNREACHABLE", "TIMEOUT", "RATE_LIMITED", "SERVICE_UNAVAILABLE"].includes(code)
    ? "transient"
    : "correctable";
  const nothing = { field: null, suggestion: null, retryAfterSeconds: null, httpStatus: null, details: null };
  return { code, message: `${code} says the seller`, recovery, ...nothing };
}

export function task(
  status: TaskState["status"],
  message: string | null,
  create: CreateReply | null = null,
): TaskState {
  return { status, rawStatus: status, message, problem: null, create, raw: null };
}
