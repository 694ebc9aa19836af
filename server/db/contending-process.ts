import { inWriteTransaction, openDb } from "./client";
import { edit } from "./test-rows";

/** Run by two-processes.test.ts, twice at once: as many edits as asked, over ten campaigns; prints how many failed. */
const [url = "", name = "", count = "0"] = process.argv.slice(2);
const db = openDb(url, { synchronous: "NORMAL" });
let failed = 0;
for (let index = 0; index < Number(count); index++) {
  await inWriteTransaction(db, (tx) => edit(tx, `c${index % 10}`, `${name}-${index}`)).catch(() => {
    failed += 1;
  });
}
await db.$disconnect();
process.stdout.write(String(failed));
