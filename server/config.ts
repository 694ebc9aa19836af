import { createHash } from "node:crypto";
import { z } from "zod";
import { isLoopback } from "./crash-point";
import { isDatabaseUrl } from "./db/database-url";
import { withSecretFiles } from "./secret-files";

export const variables = z.object({
  /** A SQLite file, or a PostgreSQL database of Flightdeck's own. */
  DATABASE_URL: z
    .string()
    .default("file:./data/flightdeck.db")
    .refine(isDatabaseUrl, "must be file:<path> or postgresql://user:password@host:5432/database"),
  /** Where people reach the app; cookies and the origin check follow it. */
  FLIGHTDECK_URL: z
    .url({ protocol: /^https?$/, error: "must start with http:// or https://" })
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === "/", "must be an origin without a path")
    .default("http://127.0.0.1:3000"),
  /** Where sellers reach the app with webhooks; without it they are polled, except sandbox sellers on this machine. */
  FLIGHTDECK_PUBLIC_URL: z.url({ protocol: /^https$/, error: "must start with https://" }).optional(),
  /** Webhooks a minute and sender; more are answered 429. */
  FLIGHTDECK_WEBHOOK_LIMIT: z.coerce.number().int().min(1).default(1_200),
  BETTER_AUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
  /** Base64 of 32 bytes; several, comma-separated: the first seals, all of them open. */
  FLIGHTDECK_ENCRYPTION_KEY: z.string().min(40, "must be base64 of 32 bytes"),
  /** Hosts that sales agents may have although they are private, such as the sandbox on loopback. */
  FLIGHTDECK_ALLOWED_HOSTS: z.string().default(""),
  /** 0: the container starts without migrating; somebody who may change tables has done it (docs/postgresql-roles.sql). */
  FLIGHTDECK_MIGRATE: z.enum(["0", "1"]).default("1"),
  FLIGHTDECK_DEMO: z.enum(["0", "1"]).default("0"),
  /** 1: this process serves people and works; 0: it serves people only; only: it works only (npm run worker). */
  FLIGHTDECK_WORKER: z.enum(["0", "1", "only"]).default("1"),
  /** Seconds between two looks at the same thing: seller tasks, media buys, delivery. */
  FLIGHTDECK_POLL_SECONDS: z.coerce.number().min(0.2).max(3600).default(30),
  FLIGHTDECK_DELIVERY_SECONDS: z.coerce.number().min(0.2).max(86_400).default(300),
  /** Sign-in attempts a minute and account; an address has five times as many. */
  FLIGHTDECK_SIGN_IN_LIMIT: z.coerce.number().int().min(1).default(10),
  /** How far the thread that hashes passwords stands back behind all else on Linux: 0 not at all, 19 as far as can be. */
  FLIGHTDECK_HASH_NICENESS: z.coerce.number().int().min(0).max(19).default(10),
  /** Reverse proxies in front of the app, each of which adds the address it saw to X-Forwarded-For. Default: one under https, else none. */
  FLIGHTDECK_PROXIES: z.coerce.number().int().min(0).max(5).optional(),
  /** The mail server, as smtps://user:password@host; without it letters wait in the outbox that administrators see. */
  FLIGHTDECK_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must start with smtp:// or smtps://" }).optional(),
  FLIGHTDECK_MAIL_FROM: z.email("must be an address").default("flightdeck@localhost.localdomain"),
  /** Bearer token that Prometheus sends to /api/metrics; without it there are no metrics. */
  FLIGHTDECK_METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  /** Where traces go (OTLP over http, /v1/traces is added); without it nobody traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: "must start with http:// or https://" }).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** For kill tests only: CRASH_AT may end this process at a named moment. */
  FLIGHTDECK_CRASH_POINTS: z.enum(["0", "1"]).default("0"),
});
const environment = variables.refine(
  (value) => value.FLIGHTDECK_CRASH_POINTS === "0" || isLoopback(value.FLIGHTDECK_URL),
  { path: ["FLIGHTDECK_CRASH_POINTS"], message: "must not be set where people reach the app" },
);

export type Config = {
  readonly databaseUrl: string;
  readonly url: string;
  readonly publicUrl: string | null;
  readonly webhookLimit: number;
  readonly authSecret: string;
  readonly encryptionKeys: readonly Buffer[];
  readonly allowedHosts: readonly string[];
  readonly demo: boolean;
  /** beside: in a process that serves people too. */
  readonly worker: "beside" | "only" | "none";
  readonly pollSeconds: number;
  readonly deliverySeconds: number;
  readonly signInLimit: number;
  readonly hashNiceness: number;
  readonly proxies: number;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly metricsToken: string | null;
  readonly traceEndpoint: string | null;
  readonly logLevel: string;
};

/** Reads and checks the environment; throws one line per wrong variable, never its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(withSecretFiles(env));
  if (!parsed.success) {
    const isMissing = (name: string) => !(name in env) && !(`${name}_FILE` in env);
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = path.join(".");
      return `${name} ${isMissing(name) ? "must be set" : message}`;
    });
    throw new Error(`The configuration is not usable: ${lines.join("; ")}`);
  }
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL,
    url: value.FLIGHTDECK_URL,
    publicUrl: value.FLIGHTDECK_PUBLIC_URL ?? null,
    webhookLimit: value.FLIGHTDECK_WEBHOOK_LIMIT,
    authSecret: value.BETTER_AUTH_SECRET,
    encryptionKeys: value.FLIGHTDECK_ENCRYPTION_KEY.split(",").map((key) => Buffer.from(key.trim(), "base64")),
    allowedHosts: value.FLIGHTDECK_ALLOWED_HOSTS.split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
    demo: value.FLIGHTDECK_DEMO === "1",
    worker: ({ "1": "beside", "0": "none", only: "only" } as const)[value.FLIGHTDECK_WORKER],
    pollSeconds: value.FLIGHTDECK_POLL_SECONDS,
    deliverySeconds: value.FLIGHTDECK_DELIVERY_SECONDS,
    signInLimit: value.FLIGHTDECK_SIGN_IN_LIMIT,
    hashNiceness: value.FLIGHTDECK_HASH_NICENESS,
    proxies: value.FLIGHTDECK_PROXIES ?? (value.FLIGHTDECK_URL.startsWith("https:") ? 1 : 0),
    smtpUrl: value.FLIGHTDECK_SMTP_URL ?? null,
    mailFrom: value.FLIGHTDECK_MAIL_FROM,
    metricsToken: value.FLIGHTDECK_METRICS_TOKEN ?? null,
    traceEndpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    logLevel: value.LOG_LEVEL,
  };
}

/** Changes with the database or the secret; names a process-wide singleton without holding the secret. */
export function environmentFingerprint(env: Readonly<Record<string, string | undefined>>): string {
  return createHash("sha256")
    .update(
      JSON.stringify([env.DATABASE_URL, env.BETTER_AUTH_SECRET, env.DATABASE_URL_FILE, env.BETTER_AUTH_SECRET_FILE]),
    )
    .digest("hex");
}
