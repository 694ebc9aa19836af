import { defaultDatabaseUrl } from "@/server/db/client";
import { migrate } from "@/server/db/migrate";
import { withSecretFiles } from "@/server/secret-files";

const applied = await migrate(withSecretFiles(process.env).DATABASE_URL ?? defaultDatabaseUrl);
console.log(applied.length > 0 ? `Applied ${applied.join(", ")}` : "The database is up to date");
