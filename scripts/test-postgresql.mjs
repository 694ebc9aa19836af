import { testOnPostgresql } from "./postgresql-suites.mjs";
import { killAll } from "./processes.mjs";
import { timed } from "./terminal.mjs";

process.on("exit", killAll);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1));

const { notRun, passed, failed, output, names } = await timed("Tests on PostgreSQL", () => testOnPostgresql());
if (notRun) console.log(`PostgreSQL: not run: ${notRun}`);
else {
  if (failed > 0) console.log(output);
  for (const name of names) console.log(`FAILED  ${name}`);
  console.log(`${passed} passed, ${failed} failed`);
}
process.exit(notRun || failed > 0 ? 1 : 0);
