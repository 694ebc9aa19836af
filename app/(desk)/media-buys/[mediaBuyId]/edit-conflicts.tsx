import { dayWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import type { DraftConflict } from "../../_changes/rebase-draft";
import { StaleNotice } from "../../_changes/stale-notice";

type ConflictsProps = {
  readonly buy: MediaBuyView;
  readonly conflicts: readonly DraftConflict[];
  readonly onTake: (conflict: DraftConflict) => void;
};

const labels: Readonly<Record<string, string>> = {
  startDay: "First day",
  endDay: "Last day",
  budgetMicros: "Budget",
  bidMicros: "Bid",
  pacing: "Pacing",
};

/** The fields of the edit dialog that somebody else saved differently meanwhile. */
export function EditConflicts({ buy, conflicts, onTake }: ConflictsProps) {
  const nameOf = ({ path }: DraftConflict) => {
    const item = buy.packages.find((one) => path.includes(one.id));
    const field = labels[path.at(-1) ?? ""] ?? path.at(-1) ?? "";
    return item ? `${item.name}: ${field}` : field;
  };
  const show = (value: unknown, { path }: DraftConflict) => {
    if (value === null || value === undefined) return "nothing";
    if (typeof value === "bigint") return <Amount micros={value} currency={buy.currency} />;
    return path.at(-1)?.endsWith("Day") ? dayWords(String(value)) : String(value).replaceAll("_", " ");
  };
  return <StaleNotice conflicts={conflicts} nameOf={nameOf} show={show} onTake={onTake} />;
}
