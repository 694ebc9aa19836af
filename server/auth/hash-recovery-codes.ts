import type { Db } from "../db/client";
import type { Auth } from "./auth";
import { hashedCodes, isHashed } from "./recovery-codes";

/** The codes of somebody who has just signed in, from before they were hashed: what opens nothing by itself takes their place. */
export async function hashRecoveryCodes(auth: Auth, db: Db, userId: string): Promise<void> {
  const rows = await db.twoFactor.findMany({ where: { userId }, select: { id: true, backupCodes: true } });
  const { encrypt, decrypt } = hashedCodes((await auth.$context).secretConfig);
  for (const { id, backupCodes } of rows) {
    if (isHashed(backupCodes)) continue;
    // Only while they are the same: one that is being used meanwhile stays used.
    const data = { backupCodes: await encrypt(await decrypt(backupCodes)) };
    await db.twoFactor.updateMany({ where: { id, backupCodes }, data });
  }
}
