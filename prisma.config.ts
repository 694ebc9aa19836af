import { defineConfig } from "prisma/config";

// `prisma generate` and `prisma validate` only check that the native schema engine exists; they never run it. Any
// executable will do, so nothing is downloaded. Migrations run through the WebAssembly engine (server/db/migrate.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "file:./data/flightdeck.db" },
});
