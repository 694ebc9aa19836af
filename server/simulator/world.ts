import { type ChangeState, inFlightStates } from "../domain/change/change-state";
import type { Ports } from "../ports";
import type { JobKind } from "../queue/jobs";
import { claimDueJobs, enqueueJob } from "../queue/jobs";
import { saveMediaBuy } from "../repositories/media-buys";
import { gathering } from "../seller-calls/gather";
import type { WorkerOptions } from "../seller-calls/job-handler";
import { doJob } from "../seller-calls/worker";
import { Watch } from "./checks";
import { organisationId, SimulatedDesk } from "./desk";
import { MemoryStore } from "./memory-store/memory-store";
import { agentOver, type NetworkHost } from "./network";
import { attend } from "./people";
import { Process } from "./process";
import { type Protection, withoutProtection } from "./protections";
import { calmAt, endAt, pollSeconds, replaySeconds, type Schedule } from "./schedule";
import { type BookedBuy, SimulatedSeller } from "./simulated-seller";
import { VirtualTime } from "./virtual-time";

const underWay: readonly JobKind[] = ["send_seller_call", "poll_seller_task", "verify_change"];
const inFlight: readonly ChangeState[] = [...inFlightStates, "approved"];
/** Three poll periods after the last fault, back-off and all, every media buy has been looked at again. */
const quietFrom = calmAt + 3 * pollSeconds;
/** Many times what any schedule needs. */
const mostSteps = 20_000;
const options: WorkerOptions = { pollSeconds, deliverySeconds: 1_000_000, leaseMs: 60_000 };

/** One organisation, its worker processes, its people and its sellers, under one schedule of faults. */
export class World {
  readonly time = new VirtualTime();
  readonly store = new MemoryStore();
  readonly schedule: Schedule;
  readonly sellers: ReadonlyMap<string, SimulatedSeller>;
  readonly desk: SimulatedDesk;
  readonly watch: Watch;
  readonly errors: unknown[] = [];
  crashes = 0;
  readonly #without: Protection | null;
  readonly #network: NetworkHost;
  readonly #people: Ports;
  #processes: { readonly process: Process; readonly ports: Ports; readonly options: WorkerOptions }[] = [];
  #ids = 0;
  #asked = Promise.resolve();

  constructor(schedule: Schedule, without: Protection | null = null) {
    this.schedule = schedule;
    this.#without = without;
    const { random, losses, meddling } = schedule;
    const isCalm = () => this.time.now >= calmAt;
    this.#network = { time: this.time, random, isCalm, losses, firstSent: new Map() };
    const host = {
      ...this.#network,
      meddling,
      onEvent: (seller: SimulatedSeller, buy: BookedBuy) => this.#hints(seller, buy),
    };
    this.sellers = new Map(schedule.sellers.map((traits) => [traits.id, new SimulatedSeller(traits, host)]));
    this.#people = this.#portsOf(new Process({ random, mayCrash: () => false, died: () => undefined }));
    this.desk = new SimulatedDesk(this.#people);
    this.watch = new Watch(this.store, this.sellers, this.time);
  }

  async run(): Promise<void> {
    const promised = this.#without === "stop before the replay window ends" ? 1_000_000_000 : replaySeconds;
    await this.desk.open(
      this.schedule.sellers.map(({ id, replay }) => ({ id, replayTtlSeconds: replay === "none" ? null : promised })),
    );
    for (let index = 0; index < this.schedule.workers; index++) this.#start();
    this.#plan();
    for (let steps = 0; ; steps++) {
      if (steps > mostSteps) throw new Error("It does not come to an end");
      await settled();
      if (await this.#claim()) continue;
      const next = Math.min(this.time.next, this.#nextJob());
      if (next > endAt || (next > quietFrom && this.#isQuiet())) return;
      this.time.stepTo(next);
    }
  }

  /** Nothing is under way any more: what would follow are the same looks at the same media buys. */
  #isQuiet(): boolean {
    for (const { kind } of this.store.rows("job")) if (underWay.includes(kind as JobKind)) return false;
    for (const { state } of this.store.rows("change")) if (inFlight.includes(state as ChangeState)) return false;
    return true;
  }

  /** People do one thing at a time. */
  #ask(work: () => Promise<unknown>): void {
    this.#asked = this.#asked.then(work).then(
      () => undefined,
      (error: unknown) => void this.errors.push(error),
    );
  }

  #plan(): void {
    const { random, operations } = this.schedule;
    const sellers = [...this.sellers.keys()];
    const seller = () => sellers[Math.floor(random() * sellers.length)] ?? "";
    const like = random() < 0.3;
    const create = () => {
      const [at, id] = [random() * 300, seller()];
      this.time.after(at, () =>
        this.#ask(async () => {
          const changeSetId = await this.desk.plan(id, like);
          this.time.after(10 + random() * 300, () => this.#ask(() => this.desk.approve(changeSetId)));
        }),
      );
    };
    create();
    for (let index = 1; index < operations; index++) {
      if (random() < 0.4) create();
      else this.#planEdits();
    }
    const look = () => {
      this.watch.look();
      this.#ask(() => attend(this.#people, (id) => this.#seller(id)));
      const wait = 30 + random() * 700;
      if (this.time.now + wait < endAt) this.time.after(wait, look);
    };
    this.time.after(700, look);
  }

  /** One edit, or two of the same buy within moments: the second does not wait for the first. */
  #planEdits(): void {
    const { random } = this.schedule;
    const kinds = ["budget", "budget", "budget", "budget", "pause", "resume", "endAt", "cancel"] as const;
    const at = 400 + random() * 5_400;
    const twice = random() < 0.5;
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "budget";
    const edit = (step: bigint, review: boolean) => async () => {
      const buys = [...this.store.rows("mediaBuy")].filter((row) => row.sellerMediaBuyId !== null);
      const buy = buys[Math.floor(random() * buys.length)];
      if (!buy) return;
      const changeSetId = await this.desk.edit(String(buy.id), kind, step, review);
      if (changeSetId === null || !review) return;
      this.time.after(5 + random() * 300, () => this.#ask(() => this.desk.approve(changeSetId)));
    };
    const [first, second] = [random() < 0.3, random() < 0.2];
    this.time.after(at, () => this.#ask(edit(3n, first)));
    if (twice) this.time.after(at + random() * 40, () => this.#ask(edit(7n, second)));
  }

  #start(): void {
    const { random, crashes } = this.schedule;
    const process = new Process({
      random,
      mayCrash: () => crashes && this.time.now < calmAt,
      died: (one) => this.#restart(one),
    });
    // What is asked at one moment is done together, as in a worker; here a moment is over at once.
    const gather = gathering(queueMicrotask);
    this.#processes.push({ process, ports: this.#portsOf(process), options: { ...options, gather } });
  }

  #restart(dead: Process): void {
    this.crashes += 1;
    this.#processes = this.#processes.filter((one) => one.process !== dead);
    const { random } = this.schedule;
    const down = random() < 0.1 ? 1_000 + random() * 4_000 : 5;
    this.time.after(Math.max(5, Math.min(down, calmAt - this.time.now)), () => this.#start());
  }

  #portsOf(process: Process): Ports {
    const protection = withoutProtection(this.#without);
    const db = this.store.open({ at: process.at, ...protection.store });
    const newId = () => `id-${String(++this.#ids).padStart(6, "0")}`;
    return {
      db,
      clock: this.time.clock,
      newId,
      newIdempotencyKey: () => `key-${newId()}`,
      random: this.schedule.random,
      vault: { seal: (plain) => plain, open: (sealed) => sealed },
      salesAgents: ({ salesAgentId }) => agentOver(this.#network, this.#seller(salesAgentId), process),
      log: { info: () => undefined, warn: () => undefined, error: (fields) => void this.errors.push(fields.err) },
      wakeWorker: () => undefined,
      inTransaction: (work) => db.$transaction(work),
    };
  }

  #seller(id: string): SimulatedSeller {
    const seller = this.sellers.get(id);
    if (!seller) throw new Error(`There is no seller ${id}`);
    return seller;
  }

  /** Takes what is due and starts it; true when something was. */
  async #claim(): Promise<boolean> {
    if (!this.#isDue()) return false;
    const { random } = this.schedule;
    const one = this.#processes[Math.floor(random() * this.#processes.length)];
    if (!one) return false;
    const claimed = await Promise.race([
      claimDueJobs(one.ports.db, { now: this.time.clock(), leaseMs: options.leaseMs, limit: 16 }),
      settled(),
    ]);
    if (!claimed) return true;
    const change = withoutProtection(this.#without);
    for (const job of claimed)
      void doJob(change.ports?.(one.ports, job.kind as JobKind) ?? one.ports, job, one.options);
    return claimed.length > 0;
  }

  #isDue(): boolean {
    if (this.#processes.length === 0) return false;
    const now = this.time.millis;
    for (const row of this.store.rows("job")) if (dueTime(row) <= now) return true;
    return false;
  }

  /** The next time at which a job becomes due or a lease runs out, in seconds. */
  #nextJob(): number {
    const now = this.time.millis;
    let next = Number.POSITIVE_INFINITY;
    for (const row of this.store.rows("job")) {
      const due = dueTime(row);
      if (due > now && due < next) next = due;
    }
    return this.time.now + (next - now) / 1000;
  }

  /** The seller tells us, perhaps never, perhaps thrice, perhaps long after the next thing has happened. */
  #hints(seller: SimulatedSeller, buy: BookedBuy): void {
    const { random, losses } = this.schedule;
    const { id, status } = buy;
    const copies = losses && this.time.now < calmAt ? ([0, 1, 1, 2, 3][Math.floor(random() * 5)] ?? 1) : 1;
    for (let copy = 0; copy < copies; copy++) {
      // A seller may go on trying for hours to deliver what is long past.
      const delay = random() < 0.2 ? random() * 9_000 : random() * 600;
      this.time.after(delay, () => this.#ask(() => this.#hint(seller.traits.id, id, status)));
    }
  }

  async #hint(salesAgentId: string, sellerMediaBuyId: string, status: string): Promise<void> {
    const ports = this.#people;
    const at = ports.clock();
    await ports.inTransaction(async (tx) => {
      const row = await tx.mediaBuy.findFirst({ where: { salesAgentId, sellerMediaBuyId } });
      if (!row) return;
      if (this.#without === "a hint is not the truth") {
        await saveMediaBuy(tx, { organisationId, mediaBuyId: row.id, at }, { sellerStatus: status });
        return;
      }
      const lane = `refresh:${salesAgentId}:account-${salesAgentId}`;
      const job = { kind: "refresh_media_buy" as const, subjectId: row.id, lane, dueAt: at, at };
      await enqueueJob(tx, { id: ports.newId(), organisationId, ...job });
    });
  }
}

function dueTime(row: Readonly<Record<string, unknown>>): number {
  return ((row.leaseUntil ?? row.dueAt) as Date).getTime();
}

/** Resolves when everything that can go on without time passing has: a tick's turn comes when no promise has anything left to do. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
