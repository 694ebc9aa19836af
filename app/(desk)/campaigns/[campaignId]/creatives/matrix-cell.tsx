"use client";

import { Glyph } from "@/app/_ui/glyph";
import { StatusBadge } from "@/app/_ui/status";
import { statusWord } from "@/app/_ui/status-words";
import type { MatrixCell, MatrixPackageView } from "@/server/api/views/creative-matrix-view";
import type { CreativeRow } from "@/server/api/views/creative-view";
import styles from "./matrix.module.css";
import type { Matrix } from "./use-matrix";

type MatrixCellProps = {
  readonly matrix: Matrix;
  readonly creative: CreativeRow;
  readonly item: MatrixPackageView;
  readonly mayWrite: boolean;
};

/** One creative on one package: its review when it is assigned, a way to assign it when it fits, else why it does not. */
export function MatrixCellView({ matrix, creative, item, mayWrite }: MatrixCellProps) {
  const cell = matrix.cellOf(creative.id, item.id);
  if (!cell) return null;
  if (!cell.assigned && cell.refusal !== null) return <Refused cell={cell} />;
  const readOnly = !mayWrite || item.mediaBuy !== null;
  if (readOnly) return cell.assigned ? <Assigned cell={cell} /> : <span className="dimmer">–</span>;
  const busy = matrix.isBusy(cell);
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-pressed={cell.assigned}
      aria-busy={busy}
      aria-label={`${creative.name} on ${item.name}${cell.assigned ? `, ${statusWord(cell.status)}` : ""}`}
      title={titleOf(cell)}
      onClick={() => !busy && matrix.set([cell], !cell.assigned)}
    >
      {cell.assigned ? <Assigned cell={cell} /> : <Open word={busy ? "Assigning…" : "Assign"} />}
    </button>
  );
}

function titleOf(cell: MatrixCell): string | undefined {
  if (cell.assigned) return cell.statusReason ?? "Press to take it off";
  return cell.warning ?? undefined;
}

function Assigned({ cell }: { readonly cell: MatrixCell }) {
  return (
    <span className={styles.cell}>
      <span className={styles.box} data-on>
        <Glyph name="check" />
      </span>
      <span className="visually-hidden">Assigned</span>
      <StatusBadge status={cell.status} title={cell.statusReason ?? undefined} />
    </span>
  );
}

function Open({ word }: { readonly word: string }) {
  return (
    <span className={styles.cell}>
      <span className={styles.box} />
      {word}
    </span>
  );
}

function Refused({ cell }: { readonly cell: MatrixCell }) {
  const reason = cell.refusal ?? "";
  if (!cell.fits) {
    return (
      <span className="dimmer" title={reason}>
        <span aria-hidden="true">·</span>
        <span className="visually-hidden">Does not fit: {reason}</span>
      </span>
    );
  }
  return (
    <span title={reason}>
      <StatusBadge status={cell.status} />
      <span className="visually-hidden">{reason}</span>
    </span>
  );
}
