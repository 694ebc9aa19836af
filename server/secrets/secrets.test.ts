import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { readLimitedBody } from "../api/limited-body";
import { answerAuth } from "../auth/auth-door";
import { type Composition, composition } from "../composition";
import { backupDatabase } from "../db/backup";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { sealedKinds, sealedValues } from "../repositories/sealed-values";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { startWorker, type Worker } from "../seller-calls/worker";
import { receiveWebhook } from "../webhooks/receive-webhook";
import { searchesSettled } from "../workflows/running-searches";
import { leaksIn as leaksOf } from "./search-leaks";
import { type Front, plantedFront } from "./test-planted-front";
import { newSecret, plantedWork } from "./test-planted-work";

/** Secrets of every kind are planted, real work is done with them, and then everything that stays or leaves is searched for them. */
const planted = {
  bearer: newSecret("bearer"),
  header: newSecret("header"),
  clientSecret: newSecret("client"),
  accessToken: newSecret("access"),
  iban: "DE02120300000000202051",
  taxId: "DE999999999",
};
const password = newSecret("password");
const env = {
  BETTER_AUTH_SECRET: newSecret("auth-secret-of-the-desk"),
  FLIGHTDECK_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  LOG_LEVEL: "trace",
};

let [database, sandbox, folder, front, desk, worker]: [TestDatabase, Sandbox, string, Front, Composition, Worker] =
  [] as never;
let collector: http.Server;
const logged: string[] = [];
const traces: string[] = [];
const answered: string[] = [];
/** What a secret is called, and the secret. */
const secrets = new Map<string, string>(Object.entries({ ...planted, password, ...env }));
secrets.delete("LOG_LEVEL");
const leaksIn = (text: string) => leaksOf(secrets, text);

beforeAll(async () => {
  const write = fs.writeSync;
  vi.spyOn(fs, "writeSync").mockImplementation((...args) => {
    const [fd, what] = args as [number, unknown];
    if (fd !== 1 && fd !== 2) return Reflect.apply(write, fs, args) as number;
    logged.push(String(what));
    return Buffer.byteLength(String(what));
  });
  // The log's own way out.
  const writeLater = fs.write;
  vi.spyOn(fs, "write").mockImplementation(((...args: unknown[]) => {
    if (args[0] === 1 || args[0] === 2) logged.push(String(args[1]));
    Reflect.apply(writeLater, fs, args);
  }) as typeof fs.write);
  for (const stream of [process.stdout, process.stderr]) {
    const through = stream.write.bind(stream);
    vi.spyOn(stream, "write").mockImplementation((...args) => {
      logged.push(String(args[0]));
      return Reflect.apply(through, stream, args) as boolean;
    });
  }
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-secrets-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 });
  database = await testDatabase();
  front = await plantedFront(sandbox.url, planted, (request, token) =>
    receiveWebhook(desk.webhooks, {
      token,
      method: request.method,
      headers: request.headers,
      readBody: (most) => readLimitedBody(request, most),
    }).then((answer) => Response.json(answer.body, { status: answer.status })),
  );
  collector = http.createServer((request, response) => {
    request.on("data", (chunk: Buffer) => traces.push(chunk.toString("utf8")));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  desk = composition({
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    DATABASE_URL: database.url,
    FLIGHTDECK_URL: front.url,
    FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
  });
  const plan = {
    name: "Canary",
    domain: "canary.example",
    password,
    currency: "USD",
    timeZone: "UTC",
    sandboxUrl: null,
  };
  const made = await makeOrganisation(desk.ports, desk.auth, plan);
  worker = startWorker(desk.ports, { pollSeconds: 0.3, deliverySeconds: 60, leaseMs: 15_000 });
  await refusals(desk, made.users.viewer.email);
  await plantedWork({
    ...{ ports: desk.ports, auth: desk.auth, wake: () => worker.wake() },
    ...{ organisationId: made.organisationId, adminEmail: made.users.admin.email },
    ...{ password, planted, front, secrets, answered },
  });
}, 120_000);

/** What people type wrongly is a secret too: it is nearly right, or right elsewhere. */
async function refusals(at: Composition, email: string): Promise<void> {
  for (const [path, body] of [
    ["sign-in/email", { email, password: secretAs("wrongPassword") }],
    ["sign-in/email", { email: `${secretAs("typedIntoTheWrongField")}`, password: secretAs("aNewOne") }],
    ["reset-password", { newPassword: secretAs("wanted"), token: secretAs("madeUpToken") }],
    ["two-factor/verify-totp", { code: secretAs("madeUpCode") }],
    ["change-password", { currentPassword: secretAs("old"), newPassword: secretAs("new"), revokeOtherSessions: true }],
  ] as const) {
    const headers = {
      "content-type": "application/json",
      origin: at.config.url,
      cookie: `x=${secretAs("foreignCookie")}`,
    };
    const asked = new Request(`${at.config.url}/api/auth/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const reply = await answerAuth(at, asked);
    expect(reply.status, path).toBeGreaterThanOrEqual(400);
    answered.push(`${JSON.stringify([...reply.headers])} ${await reply.text()}`);
  }
}

function secretAs(what: string): string {
  const one = newSecret(what);
  secrets.set(what, one);
  return one;
}

afterAll(async () => {
  await worker.stop();
  await searchesSettled();
  await desk.closeSellers();
  await desk.db.$disconnect();
  await front.close();
  await sandbox.close();
  collector.closeAllConnections();
  collector.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

describe("after real work with planted secrets", () => {
  test("every one of them was used", () => {
    const wire = JSON.stringify(front.asked);
    const basic = Buffer.from(`canary:${planted.clientSecret}`).toString("base64");
    const bearers = [planted.bearer, planted.header, planted.accessToken, basic, secrets.get("staleToken") ?? "?"];
    for (const one of bearers) expect(wire).toContain(one);
    const made = [...secrets.keys()].filter((what) => /^(webhookToken|webhookEcho|idempotencyKey) /.test(what));
    expect(made.length).toBeGreaterThanOrEqual(4);
    for (const what of [...made, "webhookSecret"]) expect(wire).toContain(secrets.get(what));
    expect(wire).toContain('"signature-input"');
  });

  test("the search would find them", () => {
    for (const [what, one] of secrets) {
      for (const text of [
        `x${one}y`,
        Buffer.from(`Basic ${one}!`).toString("base64"),
        Buffer.from(`ab${one}`).toString("base64url"),
      ]) {
        expect(leaksIn(text)).toContain(what);
      }
    }
  });

  test("no log line has one", () => {
    expect(logged.join("")).toContain("the work is done");
    expect(leaksIn(logged.join("\n"))).toEqual([]);
  });

  test("no reply of the API has one", () => {
    expect(answered.length).toBeGreaterThan(50);
    expect(leaksIn(answered.join("\n"))).toEqual([]);
  });

  test("no exchange of the transcript has one, and what a seller repeated of them is cut", async () => {
    const rows = await desk.db.exchange.findMany();
    const protocols = new Set(rows.map((row) => `${row.direction} ${row.protocol}`));
    expect([...protocols].sort()).toEqual(["in webhook", "out mcp", "out oauth"]);
    expect(rows.some((row) => row.responseBody?.includes("You sent"))).toBe(true);
    expect(leaksIn(JSON.stringify(rows))).toEqual([]);
  });

  test("no trace has one", async () => {
    await vi.waitFor(() => expect(traces.join("")).toContain("seller getMediaBuys"), { timeout: 90_000, interval: 50 });
    expect(leaksIn(traces.join("\n"))).toEqual([]);
  });

  test("no backup has one", () => {
    const file = path.join(folder, "backup.db");
    backupDatabase(database.url, file);
    expect(leaksIn(fs.readFileSync(file, "latin1"))).toEqual([]);
  });

  test("none of the sealed ones opens in another row", async () => {
    const perKind = sealedKinds.map(async (kind) => {
      const values = await sealedValues(desk.db, kind, { prefix: "-", after: "", most: 50 });
      return values.map((value) => ({ ...kind, ...value }));
    });
    const all = (await Promise.all(perKind)).flat();
    expect(new Set(all.map(({ table }) => table)).size).toBeGreaterThanOrEqual(4);
    for (const { id, organisationId, sealed, field, table } of all) {
      desk.ports.vault.open(sealed, { organisationId, rowId: id, field });
      const other = all.find((one) => one.id !== id);
      const place = { organisationId, rowId: other?.id ?? "", field };
      expect(() => desk.ports.vault.open(sealed, place), `${table}.${field}`).toThrow();
    }
  });

  test("the database file and its log have none", async () => {
    const file = database.url.replace("file:", "");
    const bytes = [file, `${file}-wal`]
      .filter((one) => fs.existsSync(one))
      .map((one) => fs.readFileSync(one, "latin1"));
    expect(bytes.join("").length).toBeGreaterThan(100_000);
    expect(leaksIn(bytes.join("\n"))).toEqual([]);
  });
});
