import type { KeyboardEvent } from "react";

type Cell = HTMLElement & { readonly dataset: { readonly cell?: string } };

/**
 * Enter and the arrows move between cells, as in a sheet: Enter and Down to the same column of the next row (Shift+Enter and Up
 * back), Left and Right at the ends of the text. A list keeps Up and Down for its own values.
 */
export function moveBetweenCells(event: KeyboardEvent<HTMLTableElement>): void {
  const cell = event.target;
  if (!(cell instanceof HTMLElement) || !cell.dataset.cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const cells = [...event.currentTarget.querySelectorAll<Cell>("[data-cell]:not(:disabled)")];
  const target = targetOf(event.key, event.shiftKey, cell, cells);
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (target instanceof HTMLInputElement) target.select();
}

function targetOf(key: string, shift: boolean, cell: Cell, cells: readonly Cell[]): Cell | undefined {
  const isList = cell instanceof HTMLSelectElement;
  const isButton = cell instanceof HTMLButtonElement;
  const column = cells.filter((other) => other.dataset.cell === cell.dataset.cell);
  const place = column.indexOf(cell);
  if (key === "ArrowDown" && !isList) return column[place + 1];
  if (key === "ArrowUp" && !isList) return column[place - 1];
  if (key === "Enter" && !isButton) return column[place + (shift ? -1 : 1)];
  if (key === "ArrowLeft" && atEdge(cell, "start")) return cells[cells.indexOf(cell) - 1];
  if (key === "ArrowRight" && atEdge(cell, "end")) return cells[cells.indexOf(cell) + 1];
  return undefined;
}

/** The caret stands at that end with nothing selected, or everything is selected. */
function atEdge(cell: Cell, edge: "start" | "end"): boolean {
  if (!(cell instanceof HTMLInputElement)) return true;
  const { selectionStart: from, selectionEnd: to, value } = cell;
  if (from === 0 && to === value.length) return true;
  return from === to && from === (edge === "start" ? 0 : value.length);
}
