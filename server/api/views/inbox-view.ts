import { type InboxKind, inboxSentence, neededFor, whoWords } from "../../domain/inbox/classify";
import { type Actor, can } from "../../domain/permissions";
import type { Instant } from "../../domain/time";
import type { NamedRow } from "../../repositories/change-views";
import type { InboxRow } from "../../repositories/inbox";
import { packageIdsOf, zoneOf } from "./change-set-view";
import type { ChangeView, Named } from "./change-view";
import { namedOrNull, toChangeView } from "./to-change-view";

/** One thing that waits on a person: what happened, since when, who can act; what was asked and said stands in the change. */
export type InboxEntryView = {
  readonly id: string;
  readonly kind: InboxKind;
  readonly sentence: string;
  readonly since: Instant;
  /** "a manager": who can do something about it. */
  readonly who: string;
  /** Whether the reader is one of them. */
  readonly mayAct: boolean;
  readonly campaign: Named | null;
  readonly timeZone: string;
  readonly change: ChangeView;
};

/** Every id the entries name. */
export function idsInInbox(rows: readonly InboxRow[]): (string | null)[] {
  return rows.flatMap((row) => [row.salesAgentId, row.mediaBuyId, row.changeSet.campaignId, ...packageIdsOf(row)]);
}

/** null for a row that does not wait on anybody after all. */
export function toInboxEntry(row: InboxRow, names: ReadonlyMap<string, NamedRow>, actor: Actor): InboxEntryView | null {
  const timeZone = zoneOf(row.changeSet.campaignId, names);
  const change = toChangeView(row, { names, timeZone, setState: row.changeSet.state });
  const kind = change.attention;
  if (kind === null) return null;
  const needed = neededFor(kind, change.kind);
  const missed = change.fields.filter(({ verdict }) => verdict === "ignored" || verdict === "changed").length;
  return {
    id: row.id,
    kind,
    sentence: inboxSentence({ kind, of: change.kind, sellerName: change.salesAgent.name, missed }),
    since: change.settledAt ?? change.task?.since ?? change.sentAt ?? change.createdAt,
    who: whoWords(needed, can),
    mayAct: can(actor.role, needed),
    campaign: namedOrNull(names, row.changeSet.campaignId),
    timeZone,
    change,
  };
}
