/** Real ones, whatever a test puts in their place later. */
const onNextTurn = setImmediate;

let since: number | null = null;

/**
 * Lets the event loop turn once when what runs now has had it for `mostMs`: queries of SQLite answer at once, so a chain of them would
 * otherwise keep every request, timer and answer of a seller waiting until its end. Undefined: go on.
 */
export function turnDue(mostMs: number): Promise<void> | undefined {
  const now = performance.now();
  if (since === null) {
    since = now;
    onNextTurn(() => {
      since = null;
    });
  }
  if (now - since < mostMs) return undefined;
  return new Promise((resolve) => onNextTurn(resolve));
}
