import { randomUUID } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../api/root";
import { createCallerFactory } from "../api/trpc";
import { type Composition, composition } from "../composition";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { worldTime } from "../faults/test-time";
import { FaultWorld, worldKey } from "../faults/test-world";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { startWorker, type Worker } from "../seller-calls/worker";

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
};
type Sent = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
};

const secret = "only-for-this-test-0000000000000000";
let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let world: FaultWorld;
let app: Composition;
let worker: Worker;
let collector: http.Server;
let front: http.Server;
const collected: string[] = [];
const sellerHeaders: string[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-traces-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 0.3 });
  database = await testDatabase();
  world = await FaultWorld.open({
    name: "traces",
    db: database.db,
    sandboxUrl: sandbox.url,
    time: worldTime(),
    worker: false,
  });
  collector = await listening((request, response) => {
    void textOf(request).then((text) => {
      collected.push(`${request.method} ${request.url} ${text}`);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  front = await listening(passOn);
  app = composition({
    DATABASE_URL: database.url,
    BETTER_AUTH_SECRET: secret,
    FLIGHTDECK_ENCRYPTION_KEY: worldKey.toString("base64"),
    FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
    OTEL_EXPORTER_OTLP_ENDPOINT: addressOf(collector),
    LOG_LEVEL: "silent",
  });
  worker = startWorker(app.ports, { pollSeconds: 0.3, deliverySeconds: 3_600, leaseMs: 15_000 });
  app.onWake(worker.wake);
});
afterAll(async () => {
  await worker.stop();
  await app.closeSellers();
  await app.db.$disconnect();
  await world.close();
  await database.dispose();
  await sandbox.close();
  for (const server of [collector, front]) server.closeAllConnections();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function listening(answer: http.RequestListener): Promise<http.Server> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server: http.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The seller's doorstep: keeps the headers that came, and hands on what asked. */
function passOn(request: http.IncomingMessage, response: http.ServerResponse): void {
  sellerHeaders.push(...Object.keys(request.headers));
  const target = new URL(`${request.url}`, world.proxy.urlFor("l0", ""));
  const { method, headers } = request;
  const inner = http.request(target, { method, headers: { ...headers, host: target.host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  inner.on("error", () => response.destroy());
  request.pipe(inner);
}

/** Everything that was sent so far. */
function spans(): readonly Span[] {
  return collected.flatMap((line) => {
    expect(line).toMatch(/^POST \/v1\/traces \{/);
    const sent = JSON.parse(line.slice(line.indexOf("{"))) as Sent;
    return sent.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
  });
}

test("one click is one trace, down to what the seller answered and the read-back; the seller hears of no trace", async () => {
  const lanes = await world.lanes("prompt", 1);
  const agents = await database.db.salesAgent.findMany();
  for (const { id, url } of agents) {
    const through = url.replace(new URL(url).origin, addressOf(front));
    await database.db.salesAgent.update({ where: { id }, data: { url: through } });
  }
  const { changeSetId, bought } = await world.submit(lanes);
  const { organisationId } = world;
  const userId = `${organisationId}-approver`;
  const actor = { organisationId, userId, name: "Ada", role: "approver", requestId: "click" } as const;
  const caller = createCallerFactory(appRouter)(() => ({
    actor,
    requestId: "click",
    mutationId: randomUUID(),
    ports: app.ports,
  }));
  const { payloadHash } = await caller.changeSets.get({ changeSetId });
  await caller.changeSets.approve({ changeSetId, payloadHash });
  const change = () => database.db.change.findFirstOrThrow({ where: { id: bought[0]?.changeId ?? "" } });
  await expect.poll(async () => (await change()).state, { timeout: 30_000 }).toBe("settled");
  await worker.stop();
  await app.closeSellers();

  const click = spans().find((span) => span.name === "procedure changeSets.approve");
  const trace = spans().filter((span) => span.traceId === click?.traceId);
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  const wayTo = (span: Span | undefined): readonly string[] =>
    span === undefined ? [] : [...wayTo(byId.get(span.parentSpanId ?? "")), span.name];
  expect(wayTo(trace.find((span) => span.name === "seller sendCreate"))).toEqual([
    "procedure changeSets.approve",
    "transaction",
    "job send_seller_call",
    "seller sendCreate",
  ]);
  expect(wayTo(trace.find((span) => span.name === "seller getMediaBuys"))).toContain("job verify_change");
  const send = trace.find((span) => span.name === "seller sendCreate");
  const told = Object.fromEntries((send?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
  expect(told).toMatchObject({ "flightdeck.organisation": organisationId, "flightdeck.outcome": expect.any(String) });

  expect(sellerHeaders.length).toBeGreaterThan(0);
  expect(sellerHeaders.filter((name) => /^(traceparent|tracestate|baggage|b3|x-b3-.+)$/.test(name))).toEqual([]);
  const everything = collected.join("\n");
  for (const hidden of ["sandbox-prompt-token", secret, worldKey.toString("base64"), "Because of faults"]) {
    expect(everything).not.toContain(hidden);
  }
});
