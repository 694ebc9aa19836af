import { describeField, splitField } from "../../domain/approval/patch-fields";
import type { UndoOutcome } from "../../domain/undo/undo-map";
import type { NamedRow } from "../../repositories/change-views";
import type { UndoLine, UndoPreview } from "../../workflows/undo-preview";
import type { FieldChangeView, Named } from "./change-view";

export type UndoFieldView = Pick<FieldChangeView, "field" | "label" | "packageName" | "format"> & {
  /** What it is now and what it goes back to; raw display scalars. */
  readonly now: string | null;
  readonly back: string | null;
  readonly outcome: UndoOutcome;
  readonly why: string;
};

export type UndoLineView = {
  readonly changeId: string;
  readonly mediaBuy: Named;
  readonly salesAgent: Named;
  readonly currency: string;
  readonly timeZone: string;
  /** Spend that undoing adds; negative when it takes money out again. */
  readonly deltaMicros: bigint;
  readonly fields: readonly UndoFieldView[];
};

export type UndoView = {
  readonly changeSetId: string;
  readonly title: string;
  readonly lines: readonly UndoLineView[];
  /** Sellers where the change never took effect. */
  readonly neverApplied: readonly string[];
  readonly cannotUndo: string | null;
  readonly underWay: boolean;
  readonly rule: string | null;
  readonly signature: string;
};

export function toUndoView(preview: UndoPreview, names: ReadonlyMap<string, NamedRow>): UndoView {
  const { set, cannotUndo, underWay, rule, signature } = preview;
  return {
    changeSetId: set.id,
    title: set.title,
    lines: preview.lines.map((line) => toLine(line, names)),
    neverApplied: preview.neverApplied.map((change) => names.get(change.salesAgentId)?.name ?? "A seller"),
    cannotUndo,
    underWay,
    rule,
    signature,
  };
}

function toLine({ change, loaded, fields, plan }: UndoLine, names: ReadonlyMap<string, NamedRow>): UndoLineView {
  const { row, editable } = loaded;
  return {
    changeId: change.id,
    mediaBuy: { id: row.id, name: row.name },
    salesAgent: { id: row.salesAgentId, name: names.get(row.salesAgentId)?.name ?? "A seller" },
    currency: row.currency,
    timeZone: editable.timeZone,
    deltaMicros: plan?.deltaMicros ?? 0n,
    fields: fields.map((one) => {
      const { packageId, name } = splitField(one.field);
      const packageName = packageId === null ? null : (editable.packages.get(packageId)?.name ?? "A package");
      return { ...one, ...describeField(name), packageName };
    }),
  };
}
