import type { Tx } from "../db/client";
import type { Verdict } from "../domain/change/patch";
import { tally } from "../domain/change/verdict";
import type { Ports } from "../ports";
import { finishHeld } from "../queue/held-jobs";
import { moveChanges } from "../repositories/changes";
import { saveMediaBuys } from "../repositories/media-buys";
import { updateSellerCalls } from "../repositories/seller-calls";
import { settleTasksOf } from "../repositories/seller-tasks";
import type { Judged } from "./judged";
import type { TakenSnapshot } from "./save-snapshot";
import { enqueueWatches } from "./watch-media-buy";

export type Settled = {
  readonly judged: Judged;
  readonly verdicts: readonly Verdict[];
  /** What of the snapshot is still to be written; null: all of it is. */
  readonly taken: TakenSnapshot | null;
};

/** Changes whose every field has its verdict: done, and their buys are watched from here on. */
export async function settleVerified(tx: Tx, ports: Ports, settled: readonly Settled[]): Promise<void> {
  const [first] = settled;
  if (!first) return;
  const { organisationId } = first.judged.job;
  const at = ports.clock();
  const moves = settled.map(({ judged: { change, sellerName }, verdicts }) => {
    const summary = outcomeSentence(sellerName, verdicts);
    const move = { to: "settled" as const, action: "media_buy.verified", summary, error: null, verdicts };
    return { change, move: { ...move, at, auditId: ports.newId() } };
  });
  await moveChanges(
    tx,
    moves,
    settled.flatMap(({ taken }) => taken?.audits ?? []),
  );
  await endCalls(tx, ports, settled);
  await saveMediaBuys(
    tx,
    settled.map(({ judged: { buy }, taken }) => {
      return { key: { organisationId, mediaBuyId: buy.id, at }, change: taken?.columns ?? {} };
    }),
  );
  const { options } = first.judged;
  await enqueueWatches(
    tx,
    ports,
    settled.map(({ judged: { buy, change } }) => ({ ...buy, isNew: change.kind === "create_media_buy" })),
    options,
  );
  await finishHeld(
    tx,
    settled.map(({ judged }) => judged.job),
  );
}

async function endCalls(tx: Tx, ports: Ports, settled: readonly Settled[]): Promise<void> {
  const open = settled.flatMap(({ judged: { call } }) => (call && call.state !== "done" ? [call] : []));
  const [first] = open;
  if (!first) return;
  const settledAt = ports.clock();
  const columns = { state: "done" as const, settledAt, idempotencyKeySealed: "" };
  await updateSellerCalls(
    tx,
    first.organisationId,
    open.map(({ id }) => ({ id, columns })),
  );
  for (const { id, organisationId } of open) await settleTasksOf(tx, organisationId, id, settledAt);
}

function outcomeSentence(sellerName: string, verdicts: readonly Verdict[]): string {
  const { applied, missed, all } = tally(verdicts);
  const rest = missed === 0 ? "" : `, ${missed} not as asked`;
  if (!verdicts.some((verdict) => verdict.noReadBack)) {
    return `Read back at ${sellerName}: ${applied} of ${all} fields confirmed${rest}`;
  }
  const replied = verdicts.filter((one) => one.kind === "unknown" && one.evidence === "reply").length;
  return `${sellerName} cannot be read back: of ${all} fields ${applied} as its delivery report shows, ${replied} as its reply says${rest}`;
}
