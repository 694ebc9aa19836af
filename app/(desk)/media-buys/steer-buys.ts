import type { useTRPCClient } from "@/app/_trpc/client";
import { readAmount } from "@/app/_ui/amount-text";
import { refusalOf } from "@/app/_ui/field-errors";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import type { Mark } from "./mark";

export type StagedOutcome = { readonly changeSetId: string; readonly state: string };

export type Steering = {
  readonly trpc: ReturnType<typeof useTRPCClient>;
  readonly mark: (ids: readonly string[], one: Mark | null) => void;
  readonly markEach: (entries: readonly (readonly [id: string, one: Mark | null])[]) => void;
  /** What the server made of it: it waits for an approver, or is followed until the seller has been read back. */
  readonly staged: (ids: readonly string[], what: string, outcome: StagedOutcome) => void;
};

/** Pauses or resumes; those that cannot be say why, the others go on. */
export async function pauseBuys(
  { trpc, mark, markEach, staged }: Steering,
  ids: readonly string[],
  paused: boolean,
): Promise<void> {
  const what = paused ? "Pausing" : "Resuming";
  mark(ids, { kind: "sending", what });
  try {
    const { changeSetId, state, refused } = await trpc.steering.pause.mutate({ mediaBuyIds: [...ids], paused });
    markEach(refused.map(({ mediaBuyId, why }) => [mediaBuyId, { kind: "failed", what, why }] as const));
    const stays = new Set(refused.map((one) => one.mediaBuyId));
    if (changeSetId === null) return;
    const moving = ids.filter((id) => !stays.has(id));
    staged(moving, what, { changeSetId, state: state ?? "" });
  } catch (error) {
    mark(ids, { kind: "failed", what, why: whyOf(error) });
  }
}

/** The total as typed, shared over the packages in proportion; on a failure the cell opens again with what was typed. */
export async function setTotal(steering: Steering, buy: MediaBuyRow, text: string): Promise<void> {
  const { mark, staged } = steering;
  const { micros, problem } = readAmount(text, buy.currency);
  if (micros === null || problem !== null) {
    mark([buy.id], { kind: "editing", text, why: problem ?? "Enter an amount" });
    return;
  }
  if (micros === buy.totalMicros) {
    mark([buy.id], null);
    return;
  }
  const what = `Budget ${text}`;
  mark([buy.id], { kind: "sending", what });
  try {
    staged([buy.id], what, await stageTotal(steering, buy, micros));
  } catch (error) {
    mark([buy.id], { kind: "editing", text, why: whyOf(error) });
  }
}

async function stageTotal({ trpc }: Steering, buy: MediaBuyRow, totalMicros: bigint): Promise<StagedOutcome> {
  const now = await trpc.mediaBuys.get.query({ mediaBuyId: buy.id });
  if (now.allowed.updateBudget !== null) throw new Error(now.allowed.updateBudget);
  if (now.totalMicros !== buy.totalMicros) throw new Error("It changed since it was shown; look at it again");
  const { revision } = now;
  return trpc.changeSets.stageEdit.mutate({ mediaBuyId: buy.id, revision, totalMicros, scaleUp: true });
}

function whyOf(error: unknown): string {
  const said = refusalOf(error)?.message ?? (error instanceof Error ? error.message : "");
  return said || "The server did not answer";
}
