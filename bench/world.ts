import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { makeOrganisation } from "../prisma/demo-organisation";
import type { Auth } from "../server/auth/auth";
import { composition } from "../server/composition";
import type { Db } from "../server/db/client";
import { migrate } from "../server/db/migrate";

type Desk = {
  readonly folder: string;
  readonly organisationId: string;
  readonly env: Readonly<Record<string, string>>;
  /** The manager's session, as a Cookie header. */
  readonly cookie: string;
};

export type World = Desk & {
  /** A copy of the app's database, for the floor alone. */
  readonly floorFile: string;
  /** Drafts that the edit benchmark writes to, each one round long. */
  readonly drafts: readonly string[];
  /** Every page by its route, with an address that shows something. */
  readonly pages: readonly (readonly [route: string, path: string])[];
};

type Empty = {
  readonly db: Db;
  readonly newId: () => string;
  readonly organisationId: string;
  /** The manager's user id. */
  readonly authorId: string;
  readonly databaseUrl: string;
};

const databaseName = "flightdeck.db";
const start = Date.UTC(2026, 0, 1);

/** A database with `buys` media buys of one organisation, and somebody signed in to it. */
export async function makeWorld(origin: string, buys: number): Promise<World> {
  const { filled, ...desk } = await makeDesk(origin, async ({ db, organisationId, newId }) => {
    const drafts = await insertRows(db, organisationId, newId, buys);
    return { drafts, pages: await pagesOf(db) };
  });
  const floorFile = path.join(desk.folder, "floor.db");
  fs.copyFileSync(path.join(desk.folder, databaseName), floorFile);
  return { ...desk, ...filled, floorFile };
}

/** A database with one organisation, filled by `fill`, and its manager signed in. */
export async function makeDesk<T>(
  origin: string,
  fill: (empty: Empty) => Promise<T>,
): Promise<Desk & { readonly filled: T }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-bench-"));
  const env = deskEnv(origin, path.join(folder, databaseName));
  await migrate(env.DATABASE_URL);
  const { ports, auth, db } = composition(env);
  const [domain, password] = ["bench.example", "flightdeck-bench"];
  const plan = { name: "Bench", domain, password, currency: "USD", timeZone: "UTC", sandboxUrl: null };
  const { organisationId, users } = await makeOrganisation(ports, auth, plan);
  const authorId = users.manager.userId;
  const filled = await fill({ db, newId: ports.newId, organisationId, authorId, databaseUrl: env.DATABASE_URL });
  const cookie = await signedIn(auth, { email: `manager@${domain}`, password });
  await db.$disconnect();
  return { folder, organisationId, env, cookie, filled };
}

/** What a desk of the bench runs with: keys of its own, and nothing working beside what is measured. */
export function deskEnv(origin: string, databaseFile: string) {
  return {
    DATABASE_URL: `file:${databaseFile}`,
    FLIGHTDECK_URL: origin,
    BETTER_AUTH_SECRET: randomBytes(32).toString("hex"),
    FLIGHTDECK_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    FLIGHTDECK_SIGN_IN_LIMIT: "1000",
    FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
    FLIGHTDECK_WEBHOOK_LIMIT: "1000000000",
    FLIGHTDECK_WORKER: "0",
    LOG_LEVEL: "warn",
    NODE_ENV: "production",
  } as const;
}

/** The session of one who signs in, as a Cookie header. */
export async function signedIn(
  { api }: Auth,
  body: { readonly email: string; readonly password: string },
): Promise<string> {
  const { headers } = await api.signInEmail({ body, returnHeaders: true });
  return headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

async function pagesOf(db: Db): Promise<World["pages"]> {
  const { id: agentId } = await db.salesAgent.findFirstOrThrow();
  const { id: buyId, campaignId } = await db.mediaBuy.findFirstOrThrow();
  const plain = [
    "sign-in",
    "today",
    "campaigns",
    "media-buys",
    "creatives",
    "approvals",
    "delivery",
    "agents",
    "activity",
  ];
  const steps = ["", "/products", "/packages", "/creatives", "/review", "/media-buys"];
  return [
    ...plain.map((name) => [`/${name}`, `/${name}`] as const),
    ["/media-buys/[mediaBuyId]", `/media-buys/${buyId}`],
    ["/agents/[salesAgentId]", `/agents/${agentId}`],
    ...steps.map((step) => [`/campaigns/[campaignId]${step}`, `/campaigns/${campaignId}${step}`] as const),
  ];
}

async function insertRows(db: Db, organisationId: string, newId: () => string, buys: number) {
  const at = new Date(start);
  const agent = { id: newId(), organisationId, name: "Seller", url: "https://seller.example", protocol: "mcp" };
  await db.salesAgent.create({ data: { ...agent, createdAt: at } });
  const account = { id: newId(), organisationId, salesAgentId: agent.id, sellerAccountId: "acc-1", name: "Account" };
  await db.account.create({ data: { ...account, status: "active", isDefault: true, seenAt: at } });
  const campaigns = Array.from({ length: 100 }, (_, index) => ({
    id: newId(),
    organisationId,
    name: `Campaign ${index}`,
    buyerRef: `bench-${index}`,
    timeZone: "UTC",
    currency: "USD",
    createdById: "bench",
    createdAt: at,
    updatedAt: at,
  }));
  await db.campaign.createMany({ data: campaigns });
  const buy = (index: number) => ({
    id: newId(),
    organisationId,
    campaignId: campaigns[index % 100]?.id ?? "",
    salesAgentId: agent.id,
    accountId: account.id,
    sellerMediaBuyId: `mb-${index}`,
    currency: "USD",
    name: `Media buy ${index}`,
    // Every tenth is paused: something to resume.
    ...(index % 10 === 9
      ? { status: "PAUSED", sellerStatus: "paused", paused: true }
      : { status: "ACTIVE", sellerStatus: "active" }),
    startAt: at,
    // Running ones: what is over can neither be paused nor resumed.
    endAt: new Date(start + 86_400_000 * (3_650 + (index % 300))),
    totalMicros: BigInt(index + 1) * 1_000_000n,
    createdAt: at,
    updatedAt: new Date(start + index * 1_000),
  });
  for (let from = 0; from < buys; from += 500) {
    await db.mediaBuy.createMany({ data: Array.from({ length: Math.min(500, buys - from) }, (_, i) => buy(from + i)) });
  }
  return campaigns.map((campaign) => campaign.id);
}
