import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Composition, composition } from "@/server/composition";
import { type TestDatabase, testDatabase } from "@/server/db/test-database";
import { addMillis, systemClock } from "@/server/domain/time";
import { doors } from "@/server/http/doors";
import { GET as live } from "../health/live/route";
import { GET as ready } from "../health/ready/route";
import { GET } from "./route";

const token = "only-prometheus-knows-this";
let database: TestDatabase;
let app: Composition;

beforeEach(async () => {
  database = await testDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("BETTER_AUTH_SECRET", "only-for-this-test-0000000000000000");
  vi.stubEnv("FLIGHTDECK_ENCRYPTION_KEY", Buffer.alloc(32).toString("base64"));
  vi.stubEnv("FLIGHTDECK_METRICS_TOKEN", token);
  vi.stubEnv("LOG_LEVEL", "silent");
  app = composition();
});
afterEach(async () => {
  await app.closeSellers();
  await app.db.$disconnect();
  await database.dispose();
  vi.unstubAllEnvs();
});

const scrape = (authorization?: string) =>
  GET(new Request("http://desk.example/api/metrics", { headers: authorization ? { authorization } : {} }));

async function givenRows(): Promise<void> {
  const organisationId = randomUUID();
  const at = new Date(addMillis(systemClock(), -90_000));
  await app.db.organisation.create({ data: { id: organisationId, name: "O", createdAt: at } });
  const job = { organisationId, kind: "verify_change", lane: "l", dueAt: at, createdAt: at };
  await app.db.job.create({ data: { ...job, id: "due", subjectId: "a", attempts: 2 } });
  const held = new Date(addMillis(systemClock(), 60_000));
  await app.db.job.create({ data: { ...job, id: "held", subjectId: "b", leaseUntil: held } });
}

describe("metrics", () => {
  test("say how the queue stands and what procedures and sellers did", async () => {
    await givenRows();
    app.metrics.procedure("mediaBuys.list", "ok", 0.012);
    app.metrics.sellerCall("agent-1", "sendCreate", "accepted", 0.3);
    const answer = await scrape(`Bearer ${token}`);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const lines = (await answer.text()).split("\n");
    expect(lines).toContain("flightdeck_jobs_due 1");
    expect(lines).toContain("flightdeck_jobs_leased 1");
    expect(lines).toContain("flightdeck_jobs_failing 1");
    const age = lines.find((line) => line.startsWith("flightdeck_jobs_oldest_due_seconds "))?.split(" ")[1];
    expect(Number(age)).toBeGreaterThanOrEqual(90);
    expect(lines).toContain('flightdeck_procedure_seconds_count{procedure="mediaBuys.list",outcome="ok"} 1');
    expect(lines).toContain('flightdeck_seller_call_outcomes_total{sales_agent_id="agent-1",outcome="accepted"} 1');
  });

  test("are for whoever has the token, and not there where none is set", async () => {
    expect((await scrape()).status).toBe(401);
    expect((await scrape("Bearer another-one-of-that-length")).status).toBe(401);
    vi.stubEnv("FLIGHTDECK_METRICS_TOKEN", undefined);
    vi.stubEnv("BETTER_AUTH_SECRET", "another-test-000000000000000000000");
    const without = composition();
    expect((await scrape(`Bearer ${token}`)).status).toBe(404);
    await without.closeSellers();
    await without.db.$disconnect();
  });
});

test("a process that cannot read its database lives and is not ready, before Next and in it", async () => {
  const server = createServer((request, response) => void doors(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const asked = async () => {
    const answers = await Promise.all(["health", "health/ready", "health/live"].map((path) => fetch(`${at}/${path}`)));
    return [live(), await ready(), ...answers].map(({ status }) => status);
  };
  expect(await asked()).toEqual([200, 200, 200, 200, 200]);
  const scraped = await fetch(`${at}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect([await scraped.text(), scraped.headers.get("x-content-type-options")]).toEqual([
    expect.stringContaining("flightdeck_jobs_due 0"),
    "nosniff",
  ]);
  expect((await fetch(`${at}/metrics`)).status).toBe(401);
  await app.db.$executeRawUnsafe('DROP TABLE "MutationReceipt"');
  await app.db.$executeRawUnsafe('ALTER TABLE "Organisation" RENAME TO "Gone"');
  expect(await asked()).toEqual([200, 503, 503, 503, 200]);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
