/** Sends that a worker has taken and that have not left yet. Somebody waits for them: what can wait does so until the last is out. */
export type SendsFirst = {
  /** A send was taken. */
  readonly begin: (sellerCallId: string) => void;
  /** It is on its way to its seller, or never will be. */
  readonly left: (sellerCallId: string) => void;
  /** Sends are waiting to leave: nothing else is begun. */
  readonly isHolding: () => boolean;
  /** Resolves once all are out, or it has taken too long. */
  readonly allOut: () => Promise<void>;
};

/** Longer than this nothing waits: a seller that hangs must not keep what others have answered from being written. */
const mostMs = 2_000;

/** `onOut`: what has waited may go on. */
export function sendsFirst(onOut: () => void): SendsFirst {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiters: (() => void)[] = [];

  function goOn(): void {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const those = waiters;
    waiters = [];
    for (const one of those) one();
    onOut();
  }

  return {
    begin(sellerCallId) {
      if (waiting.size === 0) timer ??= setTimeout(goOn, mostMs);
      waiting.add(sellerCallId);
    },
    left(sellerCallId) {
      if (waiting.delete(sellerCallId) && waiting.size === 0) goOn();
    },
    isHolding: () => timer !== null,
    allOut: () => (timer === null ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  };
}
