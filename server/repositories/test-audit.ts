import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";

/** Somebody who may change the database itself: the log is no longer append-only, and only its chain can tell. */
export async function takeAuditTriggersAway(db: Db): Promise<void> {
  const [on, third] = dialectOf(db) === "sqlite" ? ["", "replace"] : [' ON "AuditRow"', "truncate"];
  for (const refused of ["update", "delete", third]) {
    await db.$executeRawUnsafe(`DROP TRIGGER "AuditRow_refuse_${refused}"${on}`);
  }
}
