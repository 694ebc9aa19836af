import type { Config } from "./config";
import type { Db } from "./db/client";
import type { Log } from "./ports";
import { hintsBetweenProcesses } from "./queue/hints";
import { changeHeard, onChangeNotified } from "./seller-calls/progress";
import { onSearchNotified, searchHeard } from "./workflows/running-searches";

type Woken = { wake(): void } | null;

/** What of the composition it takes. */
type Process = {
  readonly config: Pick<Config, "databaseUrl" | "worker">;
  readonly db: Db;
  readonly ports: { readonly log: Log };
  onWake(listener: () => void): void;
  adjustClock(): Promise<void>;
};

const adjustMs = 30_000;

/**
 * Ties this process to the others on the same database: they hear at once what it did, it hears what they did, and its clock follows the
 * database's. Resolves once the clock does, or the database did not answer. `close` lets go.
 */
export async function joinOtherProcesses(composed: Process, woken: () => Woken): Promise<{ close(): Promise<void> }> {
  const { db, config, onWake, adjustClock, ports } = composed;
  const adjust = () => adjustClock().catch((err: unknown) => ports.log.warn({ err }, "the clock was not compared"));
  await adjust();
  const timer = setInterval(() => void adjust(), adjustMs).unref();
  const place = { db, url: config.databaseUrl, watch: config.worker === "only" };
  const hints = hintsBetweenProcesses(place, (topic) => {
    if (topic === "jobs") woken()?.wake();
    else if (topic.startsWith("change:")) changeHeard(topic.slice("change:".length));
    else if (topic.startsWith("search:")) searchHeard(topic.slice("search:".length));
  });
  onWake(() => hints.tell("jobs"));
  onChangeNotified((id) => hints.tell(`change:${id}`));
  onSearchNotified((id) => hints.tell(`search:${id}`));
  return {
    close: () => {
      clearInterval(timer);
      return hints.close();
    },
  };
}
