import pg from "pg";
import { poolConfig } from "./safe-postgresql";

const channel = "flightdeck";
const reconnectMs = 1_000;

export type Listening = { close(): Promise<void> };

/**
 * Hears what other processes NOTIFY, on a connection of its own that is made anew when it is lost. What is said meanwhile is not heard,
 * so `onBack` is called once it is there again.
 */
export function listenOnPostgresql(
  url: string,
  hear: (payload: string) => void,
  onBack: () => void = () => undefined,
): Listening {
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const { connectionString, options, ...rest } = poolConfig(url);
    const made = new pg.Client({ connectionString, ...rest, application_name: "flightdeck hints" });
    client = made;
    made.on("notification", ({ payload }) => hear(payload ?? ""));
    // A connection that breaks says so here and then ends.
    made.on("error", () => undefined);
    made.once("end", again);
    try {
      await made.connect();
      await made.query(`LISTEN ${channel}`);
      if (closed) await made.end();
      else onBack();
    } catch {
      await made.end().catch(() => undefined);
      again();
    }
  }

  function again(): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), reconnectMs);
    timer.unref();
  }

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

/** Says `payloads` to every process that listens; two that are alike are heard once. */
export const notifySql = `SELECT pg_notify('${channel}', "payload") FROM unnest($1::text[]) AS "payload"`;
