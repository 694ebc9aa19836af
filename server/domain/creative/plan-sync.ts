import type { NamedAccount } from "../account/account-ref";
import type { FormatId } from "../media-buy/product";
import type { CreativeMedia } from "./creative";
import { type AcceptedFormat, chooseFormat } from "./format-fit";
import { whyNotSend } from "./review-state";

/** A creative as a sync looks at it; `id` is the row's, instants are UTC. */
export type SyncableCreative = CreativeMedia & {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
};

/** One agent's library as a target; null formats: it never told us, and `problem` says why. */
export type SyncTarget = {
  readonly salesAgentId: string;
  readonly account: (NamedAccount & { readonly id: string }) | null;
  /** Why nothing may be sent under the account (requirements §2.4); null or absent: it may. */
  readonly refusal?: string | null;
  /** Tools it offers; null: never contacted. */
  readonly tools: readonly string[] | null;
  readonly formats: readonly AcceptedFormat[] | null;
  readonly problem: string | null;
};

export type PlannedSend<C> = { readonly creative: C; readonly format: AcceptedFormat };
export type LeftOut<C> = { readonly creative: C; readonly reason: string };
export type SyncPlan<C> = { readonly send: readonly PlannedSend<C>[]; readonly leftOut: readonly LeftOut<C>[] };

/** What the agent has of a creative, and the formats the packages want that it is on. */
export type KnownAt = {
  readonly status: { readonly status: string; readonly syncedAt: string | null } | null;
  readonly wanted: readonly FormatId[];
};

/** What goes to one agent and in which format, and what stays and why; nothing is left out without a reason. */
export function planSync<C extends SyncableCreative>(
  creatives: readonly C[],
  target: SyncTarget,
  knownAt: (creative: C) => KnownAt,
): SyncPlan<C> {
  const send: PlannedSend<C>[] = [];
  const leftOut: LeftOut<C>[] = [];
  const closed = whyClosed(target);
  for (const creative of creatives) {
    const { status, wanted } = knownAt(creative);
    const stays = closed ?? (creative.archivedAt !== null ? "It is archived" : whyNotSend(status, creative.updatedAt));
    const choice = stays === null ? chooseFormat(creative, target.formats ?? [], wanted) : null;
    if (choice?.kind === "chosen") send.push({ creative, format: choice.format });
    else leftOut.push({ creative, reason: stays ?? choice?.reason ?? "Fits no format" });
  }
  return { send, leftOut };
}

/** Why nothing at all can go to this agent, or null. */
function whyClosed(target: SyncTarget): string | null {
  if (target.tools !== null && !target.tools.includes("sync_creatives"))
    return "The seller takes no creatives this way";
  if (target.formats === null) return target.problem ?? "The seller has not told us its formats yet";
  if (target.account === null) return "There is no open account at this seller";
  return target.refusal ?? null;
}
