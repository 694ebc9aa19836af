import { dayWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import type { EditorPackage } from "@/server/api/views/editor-view";
import { type DraftConflict, rebaseDraft, takeTheirs } from "../../_changes/rebase-draft";
import { StaleNotice } from "../../_changes/stale-notice";
import { draftOf, overlayWords, type PackageDraft } from "./package-draft";

type ConflictsProps = {
  /** The package as it was opened. */
  readonly base: EditorPackage;
  /** The package as it is now. */
  readonly item: EditorPackage;
  readonly draft: PackageDraft;
  readonly currency: string;
  readonly onDraft: (draft: PackageDraft) => void;
};

const labels: Readonly<Record<string, string>> = {
  budgetMicros: "Budget",
  bidMicros: "Bid",
  impressions: "Impressions goal",
  pacing: "Pacing",
  startDay: "First day",
  endDay: "Last day",
  overlay: "Targeting",
  goals: "Goals",
};

/** The fields of the package that somebody else saved differently while they were being typed. */
export function PackageConflicts({ base, item, draft, currency, onDraft }: ConflictsProps) {
  const { conflicts } = rebaseDraft(draftOf(base), draft, draftOf(item));
  const nameOf = ({ path: [head = "", ...rest] }: DraftConflict) =>
    [labels[head] ?? head, ...rest.map((part) => part.replaceAll("_", " "))].join(": ");
  const show = (value: unknown, { path }: DraftConflict) => {
    if (value === null || value === undefined || value === "") return "nothing";
    if (typeof value === "bigint") return <Amount micros={value} currency={currency} />;
    return path[0]?.endsWith("Day") ? dayWords(String(value)) : overlayWords(value).replaceAll("_", " ");
  };
  return (
    <StaleNotice
      conflicts={conflicts}
      nameOf={nameOf}
      show={show}
      onTake={(conflict) => onDraft(takeTheirs(draft, conflict))}
    />
  );
}
