import { defaultDatabaseUrl, openDb } from "@/server/db/client";
import { verifyAuditChain } from "@/server/repositories/audit-reads";
import { withSecretFiles } from "@/server/secret-files";

const db = openDb(withSecretFiles(process.env).DATABASE_URL ?? defaultDatabaseUrl);
let broken = 0;
for (const { id, name } of await db.organisation.findMany({
  select: { id: true, name: true },
  orderBy: { id: "asc" },
})) {
  const check = await verifyAuditChain(db, id);
  if (check.kind === "intact") {
    console.log(`intact  ${name}: ${check.rows} rows`);
  } else {
    broken += 1;
    console.log(`BROKEN  ${name}: at row ${check.seq} of ${check.rows}. ${check.what}`);
  }
}
await db.$disconnect();
process.exit(broken > 0 ? 1 : 0);
