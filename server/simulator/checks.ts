import { readStored } from "../domain/change/stored-json";
import { type HashedAuditRow, hashAuditRow } from "../repositories/audit";
import { hashRequest } from "../seller-calls/queue-seller-call";
import type { MemoryStore } from "./memory-store/memory-store";
import type { Row } from "./memory-store/schema-models";
import { calmAt, pollSeconds } from "./schedule";
import type { BookedBuy, SimulatedSeller } from "./simulated-seller";
import type { VirtualTime } from "./virtual-time";

export type Violation = { readonly rule: string; readonly detail: string };

/** Compares our rows with the sellers' books, both while the schedule runs and when it is over. */
export class Watch {
  readonly found: Violation[] = [];
  readonly #store: MemoryStore;
  readonly #sellers: ReadonlyMap<string, SimulatedSeller>;
  readonly #time: VirtualTime;

  constructor(store: MemoryStore, sellers: ReadonlyMap<string, SimulatedSeller>, time: VirtualTime) {
    this.#store = store;
    this.#sellers = sellers;
    this.#time = time;
  }

  #say(rule: string, detail: string): void {
    if (!this.found.some((one) => one.rule === rule && one.detail === detail)) this.found.push({ rule, detail });
  }

  #booked(row: Row): BookedBuy | undefined {
    return this.#sellers.get(String(row.salesAgentId))?.buys.get(String(row.sellerMediaBuyId));
  }

  /** R5: once it is calm, a buy that has not moved for two poll periods is what we say it is. */
  look(): void {
    const { now } = this.#time;
    if (now < calmAt + 2.5 * pollSeconds) return;
    for (const row of this.#store.rows("mediaBuy")) {
      const buy = this.#booked(row);
      if (!buy || now - buy.changedAt < 2.5 * pollSeconds) continue;
      if (row.sellerStatus !== null && row.sellerStatus !== buy.status) {
        this.#say("diverged", `${buy.id} is ${buy.status}, we say ${String(row.sellerStatus)}`);
      }
    }
  }

  end(approved: ReadonlySet<string>): void {
    this.#buys();
    this.#states();
    this.#changes();
    this.#outbox();
    this.#lostUpdates();
    this.#approvals(approved);
    this.#audit();
  }

  /** I1, I2: at most one buy per create, and none that we do not know. */
  #buys(): void {
    const known = new Set([...this.#store.rows("mediaBuy")].map((row) => row.sellerMediaBuyId));
    for (const seller of this.#sellers.values()) {
      const refs = new Set<string>();
      for (const buy of seller.buys.values()) {
        if (refs.has(buy.ref)) this.#say("double-booked", `${buy.id} for ${buy.ref}`);
        refs.add(buy.ref);
        if (!known.has(buy.id)) this.#say("ghost", `${buy.id} for ${buy.ref}`);
      }
      for (const { mediaBuyId, field } of seller.overwritten) this.#say("overwritten", `${mediaBuyId} ${field}`);
    }
  }

  /** I3: what we show is what the seller has. */
  #states(): void {
    for (const row of this.#store.rows("mediaBuy")) {
      if (row.sellerMediaBuyId === null) continue;
      const buy = this.#booked(row);
      if (!buy) {
        this.#say("wrong state", `${String(row.sellerMediaBuyId)} is not in the books`);
        continue;
      }
      const ours = [row.sellerStatus, (row.endAt as Date).getTime(), row.totalMicros];
      const total = buy.packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
      const theirs = [buy.status, Date.parse(buy.endAt), total];
      if (ours.join() !== theirs.join()) this.#say("wrong state", `${buy.id}: ${ours.join()} and not ${theirs.join()}`);
    }
  }

  /** I6: everything has ended, or waits for something that has its time. */
  #changes(): void {
    const jobs = new Set([...this.#store.rows("job")].map((row) => row.subjectId));
    for (const row of this.#store.rows("change")) {
      const state = String(row.state);
      if (["settled", "refused", "failed", "rejected"].includes(state)) continue;
      const hasNext = this.#subjectsOf(row).some((id) => jobs.has(id));
      const isPromised = state === "verifying" && String(row.verdicts ?? "").includes('"pending"');
      if (!hasNext || !isPromised)
        this.#say("stuck", `${String(row.kind)} ${String(row.id)} is ${state}: ${String(row.errorCode)}`);
    }
  }

  /** What the jobs of a change are about: itself, its calls, their tasks. */
  #subjectsOf(change: Row): readonly unknown[] {
    const calls = [...this.#store.rows("sellerCall")]
      .filter((call) => call.changeId === change.id)
      .map((call) => call.id);
    const tasks = [...this.#store.rows("sellerTask")].filter((task) => calls.includes(task.sellerCallId));
    return [change.id, ...calls, ...tasks.map((task) => task.id)];
  }

  /** I7: a request to a seller is done, refused or given up with its time, unless its change is under way. */
  #outbox(): void {
    const underWay = ["verifying", "submitted", "working", "input_required", "unknown", "sending"];
    const open = new Set(
      [...this.#store.rows("change")].filter((row) => underWay.includes(String(row.state))).map((row) => row.id),
    );
    for (const call of this.#store.rows("sellerCall")) {
      const ended = ["done", "refused", "dead"].includes(String(call.state)) && call.settledAt !== null;
      if (!ended && !open.has(call.changeId)) this.#say("outbox", `${String(call.id)} is ${String(call.state)}`);
    }
  }

  /** The last change of a field that was confirmed is what the seller ends with, unless the seller itself moved it. */
  #lostUpdates(): void {
    for (const row of this.#store.rows("mediaBuy")) {
      const buy = this.#booked(row);
      if (!buy || buy.status === "canceled" || buy.status === "rejected") continue;
      for (const [field, value] of this.#confirmed(row.id)) {
        const now = shownBy(buy, field, this.#packageId(field));
        if (now !== null && now.value !== value && !now.touched)
          this.#say("lost update", `${buy.id} ${field}: ${now.value}, last confirmed ${value}`);
      }
    }
  }

  /** Field → the value that the last change of it was confirmed with, in the order in which they were asked for. */
  #confirmed(mediaBuyId: unknown): ReadonlyMap<string, string> {
    const last = new Map<string, string>();
    for (const change of this.#store.rows("change")) {
      if (change.mediaBuyId !== mediaBuyId || change.kind !== "update_media_buy" || change.state !== "settled")
        continue;
      const verdicts = readStored<readonly VerdictRow[]>(String(change.verdicts ?? "[]"));
      for (const { field, requested } of verdicts.filter((one) => one.kind === "applied"))
        last.set(field, String(requested));
    }
    return last;
  }

  #packageId(field: string): string | null {
    const [, id] = field.split(".");
    const pack = [...this.#store.rows("package")].find((row) => row.id === id);
    return pack ? String(pack.sellerPackageId) : null;
  }

  /** I8: nothing reached a seller that nobody had let out, byte for byte. */
  #approvals(approved: ReadonlySet<string>): void {
    for (const seller of this.#sellers.values()) {
      for (const { body, key } of seller.received) {
        if (!approved.has(hashRequest(body))) this.#say("unapproved", key);
      }
    }
  }

  /** I5: every row follows from the one before it. */
  #audit(): void {
    let head = "";
    let seq = 0;
    for (const row of this.#store.rows("auditRow")) {
      seq += 1;
      if (row.seq !== seq || row.previousHash !== head || hashAuditRow(row as HashedAuditRow) !== row.hash)
        this.#say("audit chain", `row ${seq}`);
      head = String(row.hash);
    }
    const [organisation] = this.#store.rows("organisation");
    if (organisation?.auditHead !== head) this.#say("audit chain", "the head");
  }
}

type VerdictRow = { readonly field: string; readonly kind: string; readonly requested: string | null };

/** `touched`: the seller itself has moved it at some time. null: nothing here compares it. */
function shownBy(
  buy: BookedBuy,
  field: string,
  packageId: string | null,
): { readonly value: string; readonly touched: boolean } | null {
  if (field === "endAt") return { value: buy.endAt, touched: false };
  if (field === "paused") return { value: String(buy.status === "paused"), touched: buy.touched.has("paused") };
  const pack = buy.packages.find((one) => one.packageId === packageId);
  if (!pack || !field.endsWith("budgetMicros")) return null;
  return { value: String(pack.budgetMicros), touched: buy.touched.has(`${pack.packageId}.budgetMicros`) };
}
