import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { postgresqlSchema, schemaFile } from "@/server/db/postgresql-schema";

// Prisma takes one provider a schema, so PostgreSQL's is written beside the one schema for as long as it is read.
const derived = path.join(path.dirname(schemaFile), "postgresql.generated.prisma");
const prisma = path.join(path.dirname(schemaFile), "..", "node_modules", "prisma", "build", "index.js");

function generate(schema: string): void {
  execFileSync(process.execPath, [prisma, "generate", "--no-hints", `--schema=${schema}`], { stdio: "inherit" });
}

generate(schemaFile);
fs.writeFileSync(derived, postgresqlSchema());
try {
  generate(derived);
} finally {
  fs.rmSync(derived, { force: true });
}
