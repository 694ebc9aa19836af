import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { testDatabase } from "../server/db/test-database";
import { worldTime } from "../server/faults/test-time";
import { FaultWorld, worldKey } from "../server/faults/test-world";
import { hashOfKey } from "../server/workflows/api-keys";
import { e2eEnvironment } from "./environment";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The app as it is run in production, on a database of its own. */
function serve(databaseUrl: string, port: number) {
  const child = spawn(process.execPath, [path.join(root, "scripts/serve.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      FLIGHTDECK_URL: `http://127.0.0.1:${port}`,
      BETTER_AUTH_SECRET: e2eEnvironment.BETTER_AUTH_SECRET,
      FLIGHTDECK_ENCRYPTION_KEY: worldKey.toString("base64"),
      FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
      LOG_LEVEL: "warn",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: once(child, "exit") as Promise<[number | null, string | null]> };
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A key of an administrator of the world's organisation. */
async function keyOf(world: FaultWorld): Promise<string> {
  const { db, organisationId } = world;
  const [id, key, at] = [`${organisationId}-admin`, `fd_${randomBytes(32).toString("base64url")}`, new Date(world.now)];
  const person = { organisationId, role: "admin", name: "Adam", email: `${organisationId}@stop.example` };
  await db.user.create({ data: { id, ...person, createdAt: at, updatedAt: at } });
  const owner = { organisationId, userId: id, name: "stop", prefix: "fd_", scopes: '["desk:read","campaign:write"]' };
  await db.apiKey.create({ data: { id: randomUUID(), ...owner, hash: hashOfKey(key), createdAt: at } });
  return key;
}

/** A change whose body is only half there: the request is under way until `finish`. */
function halfRequest(port: number, key: string) {
  const body = JSON.stringify({ json: { name: "Asked before the end" } });
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    "content-length": String(body.length),
    "x-flightdeck-request": randomUUID(),
  };
  const request = http.request({
    host: "127.0.0.1",
    port,
    path: "/api/trpc/campaigns.create",
    method: "POST",
    headers,
  });
  request.write(body.slice(0, 10));
  const answered = once(request, "response").then(([response]) => (response as http.IncomingMessage).statusCode);
  return { answered, finish: () => request.end(body.slice(10)) };
}

/** The question whether it is ready, asked but for its last sign: what begins before the end is answered after it. */
async function halfProbe(port: number) {
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET /api/health/ready HTTP/1.1\r\nHost: desk.example\r\n");
  return {
    finish: async () => {
      socket.write("\r\n");
      const [chunk] = (await once(socket, "data")) as [Buffer];
      return chunk.toString();
    },
  };
}

const refused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => socket.destroy(resolve(false) as undefined));
    socket.once("error", () => resolve(true));
  });

test("SIGTERM: says not ready, refuses connections, answers what is under way, hands on what a seller keeps, ends with 0", async () => {
  const database = await testDatabase({ synchronous: "NORMAL" });
  const { SANDBOX_URL: sandboxUrl } = e2eEnvironment;
  const world = await FaultWorld.open({ name: "stop", db: database.db, sandboxUrl, time: worldTime(), worker: false });
  const lanes = await world.lanes("prompt", 2);
  const [slow, silent] = lanes.map((lane) => lane.name) as [string, string];
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const isCreate = (tool: string) => tool === "create_media_buy";
  world.proxy.setRule(slow, ({ tool }) => (isCreate(tool) ? { kind: "wait", until: held } : null));
  world.proxy.setRule(silent, ({ tool, nth }) =>
    isCreate(tool) && nth === 1 ? { kind: "never_answer", forward: true } : null,
  );
  const bought = await world.buy(lanes);
  const key = await keyOf(world);
  const port = await freePort();
  const server = serve(database.url, port);
  try {
    const onTheWire = () => new Set(world.proxy.log.filter(({ tool }) => isCreate(tool)).map(({ lane }) => lane)).size;
    await expect.poll(onTheWire, { timeout: 30_000 }).toBe(2);
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(() =>
        fetch(`${url}/api/health/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    const half = halfRequest(port, key);
    const probe = await halfProbe(port);
    await tick(100);

    const since = performance.now();
    server.child.kill("SIGTERM");
    await expect.poll(() => refused(port), { timeout: 5_000, intervals: [50] }).toBe(true);
    expect(server.child.exitCode).toBeNull();
    expect(await probe.finish()).toMatch(/^HTTP\/1\.1 503 /);
    half.finish();
    expect(await half.answered).toBe(200);
    answer();
    expect(await server.ended, server.output()).toEqual([0, null]);
    expect(performance.now() - since).toBeLessThan(10_000);
  } finally {
    kill(server.child);
  }

  // What was under way is written down: the request's row, and what the seller answered.
  expect(await database.db.campaign.count({ where: { name: "Asked before the end" } })).toBe(1);
  const stateOf = async (lane: string) => {
    const changeId = bought.find((one) => one.lane.name === lane)?.changeId ?? "";
    return (await database.db.sellerCall.findFirstOrThrow({ where: { changeId } })).state;
  };
  expect(await stateOf(slow)).toBe("done");
  // Cut off with its connection, or left to whoever finds its lease run out.
  expect(["unknown", "sending"]).toContain(await stateOf(silent));

  // The next process takes up the rest under the same key; nothing was lost and nothing was made twice.
  await database.db.job.updateMany({ where: { leaseUntil: { not: null } }, data: { leaseUntil: new Date(0) } });
  world.work();
  const open = () => database.db.change.count({ where: { state: { not: "settled" } } });
  await expect.poll(open, { timeout: 30_000 }).toBe(0);
  const keys = world.proxy.log.filter(({ tool }) => isCreate(tool)).map((entry) => `${entry.lane} ${entry.key}`);
  expect(new Set(keys).size).toBe(2);
  expect(await world.findingsNow(true)).toEqual([]);
  await world.close();
  await database.dispose();
});

function kill(child: ChildProcess): void {
  if (child.exitCode === null) child.kill("SIGKILL");
}
