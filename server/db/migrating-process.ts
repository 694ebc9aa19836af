import { migrate } from "./migrate";

/** Run by killed-migration.test.ts: says when it begins, then what it applied. */
const [url = "", folder = ""] = process.argv.slice(2);
process.stdout.write("begins\n");
const applied = await migrate(url, folder);
process.stdout.write(`${applied.length}\n`);
