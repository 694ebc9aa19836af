/** A queue of one: whoever holds it is the only one inside; waiters enter in the order they asked. */
export class WriteLock {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves to the release function; calling that twice is harmless. */
  async acquire(): Promise<() => void> {
    const before = this.#tail;
    const { promise, release } = gate();
    this.#tail = promise;
    await before;
    return release;
  }
}

function gate(): { promise: Promise<void>; release: () => void } {
  let open: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, release: () => open?.() };
}
