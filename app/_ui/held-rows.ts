type HeldRow<Row> = {
  readonly row: Row;
  /** No longer in the list; shown as it was last, in its place. */
  readonly isGone: boolean;
};
export type HeldRows<Row> = {
  readonly shown: readonly HeldRow<Row>[];
  /** Another look at the list would show it otherwise. */
  readonly hasMoved: boolean;
};
type Named = { readonly id: string };

/**
 * A list that is read again by itself, in the order in which it was first seen: what changed changes in its place, what left stays marked,
 * what is new comes last, so that no press meets another row than the one it was meant for. The same when nothing changed.
 */
export function heldRows<Row extends Named>(before: HeldRows<Row> | null, now: readonly Row[]): HeldRows<Row> {
  if (before === null || before.shown.length === 0) {
    return before !== null && now.length === 0
      ? before
      : { shown: now.map((row) => ({ row, isGone: false })), hasMoved: false };
  }
  const rows = new Map(now.map((row) => [row.id, row]));
  const known = new Set(before.shown.map(({ row }) => row.id));
  const added = now.filter(({ id }) => !known.has(id)).map((row) => ({ row, isGone: false }));
  const kept = before.shown.map((held) => {
    const row = rows.get(held.row.id);
    const isGone = row === undefined;
    return isGone === held.isGone && (isGone || row === held.row) ? held : { row: row ?? held.row, isGone };
  });
  const shown = [...kept, ...added];
  const hasMoved = shown.length !== now.length || shown.some(({ row }, index) => row.id !== now[index]?.id);
  const isSame = added.length === 0 && kept.every((held, index) => held === before.shown[index]);
  return isSame && hasMoved === before.hasMoved ? before : { shown, hasMoved };
}
