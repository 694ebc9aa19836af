import { reseal } from "@/server/auth/reseal";
import { makeVault } from "@/server/auth/vault";
import { readConfig } from "@/server/config";
import { openDb } from "@/server/db/client";

/** Puts every stored secret under the first key of FLIGHTDECK_ENCRYPTION_KEY. Safe to run again, and while the desk runs. */
const { databaseUrl, encryptionKeys } = readConfig(process.env);
const [first] = encryptionKeys;
if (!first) throw new Error("FLIGHTDECK_ENCRYPTION_KEY is empty");
const db = openDb(databaseUrl);
try {
  const kinds = await reseal(db, makeVault(encryptionKeys), first);
  for (const { table, column, resealed } of kinds) console.log(`${table}.${column}: ${resealed} sealed again`);
  const unopened = kinds.reduce((sum, kind) => sum + kind.unopened, 0);
  if (unopened === 0) {
    console.log("Everything stored is under the first key.");
    console.log("Addresses of uploaded files that sellers were given before open with the older keys only: keep");
    console.log("those in FLIGHTDECK_ENCRYPTION_KEY, after the first, while sellers may still fetch such files.");
  } else console.error(`${unopened} secrets open under none of the keys and were left as they are`);
  process.exitCode = unopened === 0 ? 0 : 1;
} finally {
  await db.$disconnect();
}
