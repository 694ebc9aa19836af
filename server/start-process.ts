import { composition } from "./composition";
import { unappliedMigrations } from "./db/unapplied-migrations";
import { doors } from "./http/doors";
import { operatorDoors } from "./http/operator-doors";
import { startProcessWorker } from "./start-worker";

/** All that is in a process beside Next; one module, so that the build holds it, and the start reads it, once. */
export function startProcess(): void {
  startProcessWorker();
  void endIfUnmigrated();
  const handed = composition().config.worker === "only" ? operatorDoors : doors;
  Object.assign(globalThis, { [Symbol.for("flightdeck.doors")]: handed });
}

/** What nobody migrated answers nothing: said once and clearly, instead of by every request. */
async function endIfUnmigrated(): Promise<void> {
  const missing = await unappliedMigrations(composition().db);
  if (missing.length === 0) return;
  const what = missing === "all" ? "has not been migrated" : `lacks ${missing.join(", ")}`;
  process.stderr.write(
    `The database ${what}: run \`npm run db:migrate\` (in a container: scripts/tools/migrate.mjs)\n`,
  );
  process.exit(1);
}
