/** Connections kept between calls, shared by concurrent callers of one key, closed when idle. */
export type SessionPool<T> = {
  /** Runs `work` on the session of `key`, opening it first where there is none. A failed opening is not kept. */
  use<R>(key: string, open: () => Promise<T>, work: (session: T) => Promise<R>): Promise<R>;
  /** Forgets the session of `key`: callers that hold it finish, the next one opens a new one. */
  discard(key: string): void;
  readonly size: number;
  closeAll(): Promise<void>;
};

export type SessionPoolOptions<T> = {
  readonly close: (session: T) => Promise<void>;
  readonly idleMs: number;
  readonly max: number;
};

type Entry<T> = { readonly session: Promise<T>; users: number; kept: boolean; idleTimer: NodeJS.Timeout | null };

export function makeSessionPool<T>(options: SessionPoolOptions<T>): SessionPool<T> {
  /** In order of last use: the first idle one goes when room is needed. One in use is never closed. */
  const entries = new Map<string, Entry<T>>();

  async function close(entry: Entry<T>): Promise<void> {
    if (entry.idleTimer) clearTimeout(entry.idleTimer);
    const session = await entry.session.catch(() => null);
    if (session !== null) await options.close(session);
  }

  function forget(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    entry.kept = false;
    if (entry.users === 0) void close(entry);
  }

  function makeRoom(): boolean {
    if (entries.size < options.max) return true;
    for (const [key, entry] of entries) {
      if (entry.users > 0) continue;
      forget(key);
      return true;
    }
    return false;
  }

  function take(key: string, open: () => Promise<T>): Entry<T> {
    const found = entries.get(key);
    const entry = found ?? { session: open(), users: 0, kept: makeRoom(), idleTimer: null };
    if (entry.idleTimer) clearTimeout(entry.idleTimer);
    entry.users += 1;
    entries.delete(key);
    if (entry.kept) entries.set(key, entry);
    return entry;
  }

  function release(key: string, entry: Entry<T>): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (!entry.kept) {
      void close(entry);
      return;
    }
    entry.idleTimer = setTimeout(() => forget(key), options.idleMs);
    entry.idleTimer.unref();
  }

  return {
    async use(key, open, work) {
      const entry = take(key, open);
      try {
        const session = await entry.session.catch((error: unknown) => {
          if (entries.get(key) === entry) forget(key);
          throw error;
        });
        return await work(session);
      } finally {
        release(key, entry);
      }
    },
    discard: forget,
    get size() {
      return entries.size;
    },
    async closeAll() {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map(close));
    },
  };
}
