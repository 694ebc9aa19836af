import type { Ports } from "./ports";

/** This process takes work and its database reads; not once it was told to stop (scripts/serve.mjs, scripts/worker.mjs). */
export async function isReady({ db, log }: Pick<Ports, "db" | "log">): Promise<boolean> {
  if (Symbol.for("flightdeck.leaving") in globalThis) return false;
  try {
    await db.organisation.count();
    return true;
  } catch (err) {
    log.error({ err }, "not ready");
    return false;
  }
}
