import { inWriteTransaction, openDb } from "./client";
import { edit } from "./test-rows";

/** Run by backup.test.ts: edits ten campaigns, one transaction each, until it is ended; says when it has begun. */
const [url = ""] = process.argv.slice(2);
const db = openDb(url, { synchronous: "NORMAL" });
for (let index = 0; ; index += 1) {
  await inWriteTransaction(db, (tx) => edit(tx, `c${index % 10}`, `w-${index}`));
  if (index === 0) process.stdout.write("writing\n");
}
