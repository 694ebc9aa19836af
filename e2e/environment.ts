import { tmpdir } from "node:os";
import { join } from "node:path";

/** One throw-away installation for the whole e2e run; its secrets protect nothing. */
export const e2eFolder = join(tmpdir(), "flightdeck-e2e");

/** What the app, the sandbox and the fixtures run with: the same database, the same keys. */
export const e2eEnvironment = {
  DATABASE_URL: `file:${join(e2eFolder, "flightdeck.db")}`,
  BETTER_AUTH_SECRET: "only-for-the-end-to-end-tests-000000",
  FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32, "e2e").toString("base64"),
  FLIGHTDECK_URL: "http://127.0.0.1:4310",
  FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
  FLIGHTDECK_POLL_SECONDS: "2",
  FLIGHTDECK_DELIVERY_SECONDS: "6",
  FLIGHTDECK_SIGN_IN_LIMIT: "1000",
  FLIGHTDECK_HASH_NICENESS: "0",
  LOG_LEVEL: "warn",
  SANDBOX_URL: "http://127.0.0.1:4300",
  SANDBOX_PORT: "4300",
  SANDBOX_DIR: join(e2eFolder, "sandbox"),
  SANDBOX_REVIEW_SECONDS: "2",
} as const;
