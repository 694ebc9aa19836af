import type { ExchangeHead, StoredExchange } from "../../domain/transcript/exchange";
import type { ExchangeSubjects } from "../../repositories/exchanges";
import type { Named } from "./change-view";

/** One line of the transcript: an exchange and what it was for, where that is still there. */
export type ExchangeLineView = ExchangeHead & {
  readonly salesAgent: Named | null;
  readonly mediaBuy: Named | null;
  readonly campaign: Named | null;
  readonly change: { readonly id: string; readonly changeSetId: string; readonly title: string } | null;
};

/** All of it: redacted when it was stored. Every text of it may be the seller's: shown escaped, never acted on. */
export type ExchangeView = ExchangeLineView &
  StoredExchange & {
    /** The other sendings of the same call, and what repeated this one; oldest first. */
    readonly related: readonly ExchangeLineView[];
  };

export function toExchangeLine(row: ExchangeHead, subjects: ExchangeSubjects): ExchangeLineView {
  const named = (names: ReadonlyMap<string, string>, id: string | null): Named | null => {
    const name = id === null ? undefined : names.get(id);
    return id === null || name === undefined ? null : { id, name };
  };
  const change = row.changeId === null ? undefined : subjects.changes.get(row.changeId);
  return {
    ...row,
    salesAgent: named(subjects.agents, row.salesAgentId),
    mediaBuy: named(subjects.mediaBuys, row.mediaBuyId),
    campaign: named(subjects.campaigns, row.campaignId),
    change: change && row.changeId !== null ? { id: row.changeId, ...change } : null,
  };
}
