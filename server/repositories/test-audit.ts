import type { Db } from "../db/client";

/** Somebody who may change the database itself: the log is no longer append-only, and only its chain can tell. */
export async function takeAuditTriggersAway(db: Db): Promise<void> {
  for (const name of ["AuditRow_refuse_update", "AuditRow_refuse_delete", "AuditRow_refuse_replace"]) {
    await db.$executeRawUnsafe(`DROP TRIGGER "${name}"`);
  }
}
