import { randomUUID } from "node:crypto";
import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { listenOnPostgresql, notifySql } from "../db/listen-postgresql";

/**
 * What the processes of one installation tell each other: `jobs` (a row may be due) or what somebody may follow. Only hints: they may be
 * lost, doubled or late, and whoever waits for one looks at the rows every second anyway.
 */
export type Hints = {
  /** For the other processes; never fails, never waits. */
  tell(topic: string): void;
  close(): Promise<void>;
};

type Place = {
  readonly db: Db;
  readonly url: string;
  /** Look whether others wrote to a SQLite file: for a process that has nobody who tells it. */
  readonly watch: boolean;
};

const silence: Hints = { tell: () => undefined, close: () => Promise.resolve() };

/** PostgreSQL carries hints to whom they are for. Of a SQLite file one can only see that somebody wrote, which is a hint of `jobs`. */
export function hintsBetweenProcesses(place: Place, hear: (topic: string) => void): Hints {
  if (dialectOf(place.db) === "postgresql") return notices(place, hear);
  return place.watch ? writes(place, () => hear("jobs")) : silence;
}

function notices({ db, url }: Place, hear: (topic: string) => void): Hints {
  // Told apart from what others say.
  const self = `${randomUUID()} `;
  const listening = listenOnPostgresql(
    url,
    (payload) => {
      if (!payload.startsWith(self)) hear(payload.slice(self.length));
    },
    () => hear("jobs"),
  );
  let waiting = new Set<string>();
  let telling: Promise<void> | null = null;

  async function flush(): Promise<void> {
    while (waiting.size > 0) {
      const payloads = [...waiting].map((topic) => `${self}${topic}`);
      waiting = new Set();
      // Not told is not lost: the others look at the rows.
      await db.$queryRawUnsafe(notifySql, payloads).catch(() => undefined);
    }
    telling = null;
  }

  return {
    tell(topic) {
      waiting.add(topic);
      telling ??= flush();
    },
    async close() {
      await telling;
      await listening.close();
    },
  };
}

const watchMs = 100;

/** The number changes whenever another connection, of whatever process, has committed. A look is under a millisecond, against a second's wait. */
function writes({ db }: Place, hear: () => void): Hints {
  let seen: unknown;
  let closed = false;
  async function look(): Promise<void> {
    const rows = await db.$queryRaw<
      { version: unknown }[]
    >`SELECT "data_version" AS "version" FROM pragma_data_version`;
    const version = rows[0]?.version;
    if (seen !== undefined && seen !== version) hear();
    seen = version;
  }
  const timer = setInterval(() => {
    if (!closed) void look().catch(() => undefined);
  }, watchMs);
  return {
    tell: () => undefined,
    close: async () => {
      closed = true;
      clearInterval(timer);
    },
  };
}
