import { describeField, type FieldFormat, splitField } from "../../domain/approval/patch-fields";
import type { MergeField } from "../../domain/inbox/merge";
import type { Instant } from "../../domain/time";
import { instantOf } from "../../repositories/row-instants";
import type { UnknownChoices } from "../../seller-calls/resolve-unknown";
import type { Comparison } from "../../workflows/merge-change";

/** What the worker does next about an open outcome. */
export type NextStep = { readonly what: "send" | "look"; readonly at: Instant | null };

/** An open outcome as a person decides on it; a reason instead of null: not (yet), and why. */
export type OutcomeView = UnknownChoices & { readonly next: readonly NextStep[] };

type Step = { readonly kind: string; readonly dueAt: Date; readonly running: boolean };

export function toOutcomeView(choices: UnknownChoices, steps: readonly Step[]): OutcomeView {
  const known = steps.flatMap(({ kind, dueAt, running }): NextStep[] => {
    const at = running ? null : instantOf(dueAt);
    if (kind === "send_seller_call") return [{ what: "send", at }];
    return kind === "verify_change" || kind === "poll_seller_task" ? [{ what: "look", at }] : [];
  });
  return { ...choices, next: known };
}

export type ComparedFieldView = MergeField & {
  readonly label: string;
  readonly format: FieldFormat;
  readonly packageName: string | null;
};

export type ComparisonView = {
  /** The media buy as compared: sent back with the choice. */
  readonly revision: number;
  readonly currency: string;
  readonly timeZone: string;
  /** When the seller was last read. */
  readonly seenAt: Instant | null;
  readonly fields: readonly ComparedFieldView[];
};

export function toComparisonView({ loaded: { row, editable }, fields }: Comparison): ComparisonView {
  return {
    revision: row.revision,
    currency: row.currency,
    timeZone: editable.timeZone,
    seenAt: row.seenAt && instantOf(row.seenAt),
    fields: fields.map((one) => {
      const { packageId, name } = splitField(one.field);
      const packageName = packageId === null ? null : (editable.packages.get(packageId)?.name ?? null);
      return { ...one, ...describeField(name), packageName };
    }),
  };
}
