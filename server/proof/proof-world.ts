import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents/sales-agents";
import { makeTransport } from "../sales-agents/transport";
import type { DeskAgent } from "../seller-calls/desk-agent";
import { EngineDesk } from "../seller-calls/engine-desk";
import { startWorker, type Worker } from "../seller-calls/worker";
import { webhookAddresses, webhookPath } from "../webhooks/addresses";
import { keySets } from "../webhooks/key-sets";
import { receiveWebhook, type WebhookIntake } from "../webhooks/receive-webhook";
import { senderLimit } from "../webhooks/sender-limit";
import { type Fleet, startFleet } from "./fleet";

export type ProofWorld = {
  readonly fleet: Fleet;
  readonly salesAgents: ClosableSalesAgents;
  readonly database: TestDatabase;
  deskAt(agent: Omit<DeskAgent, "token">, more?: { readonly webhooks?: boolean }): Promise<EngineDesk>;
  close(): Promise<void>;
};

/** A dozen sellers wake up in one process, on a machine that may be busy: how fast is not what is proved here. */
const patientDeadlines = Object.fromEntries(
  ["initialize", "get_adcp_capabilities", "list_accounts", "get_products", "list_creative_formats", "tasks_get"]
    .concat(["tasks/get", "get_media_buys", "get_media_buy_delivery"])
    .map((tool) => [tool, 100_000]),
);

/** Our engine as in the app (worker, real SQLite, transport, webhook intake over HTTP) and the sellers of the fleet. */
export async function openProof(): Promise<ProofWorld> {
  const [fleet, database] = await Promise.all([startFleet(), testDatabase()]);
  const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], deadlines: patientDeadlines });
  const transport = makeTransport({ allowedHosts: ["127.0.0.1"] });
  const vault = makeVault([Buffer.alloc(32, 7)]);
  let intake: WebhookIntake | null = null;
  const door = await openDoor(() => intake);
  const webhooks = webhookAddresses({
    clock: systemClock,
    newId: randomUUID,
    vault,
    url: door.url,
    publicUrl: door.url,
  });
  const workers: Worker[] = [];
  let waking: NodeJS.Timeout | undefined;
  async function deskAt(agent: Omit<DeskAgent, "token">, more: { readonly webhooks?: boolean } = {}) {
    const options = { pollSeconds: 0.4, deliverySeconds: 1, leaseMs: 10_000 };
    const { db } = database;
    const at = { ...agent, token: fleet.token };
    const desk = await new EngineDesk({
      db,
      vault,
      salesAgents,
      clock: systemClock,
      agent: at,
      options,
      webhooks,
    }).open();
    const { salesAgentId: id } = desk;
    if (more.webhooks) await db.salesAgent.update({ where: { id }, data: { webhookMode: "rfc9421" } });
    intake ??= {
      ports: desk.ports,
      keySets: keySets(transport, systemClock),
      limit: senderLimit(desk.ports.db, 600, systemClock),
    };
    if (workers.length === 0) {
      const worker = startWorker(desk.ports, desk.options);
      workers.push(worker);
      waking = setInterval(() => worker.wake(), 200);
    }
    return desk;
  }
  return {
    fleet,
    salesAgents,
    database,
    deskAt,
    async close() {
      clearInterval(waking);
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all([salesAgents.close(), transport.close(), door.close()]);
      await Promise.all([database.dispose(), fleet.close()]);
    },
  };
}

/** The address for sellers' webhooks, over HTTP as in the app. */
async function openDoor(intake: () => WebhookIntake | null) {
  const server = createServer(async (request, response) => {
    const open = intake();
    const bytes = await bodyOf(request);
    if (!open || !request.url?.startsWith(webhookPath)) return void response.writeHead(404).end();
    const headers = new Headers(
      Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    );
    const token = request.url.slice(webhookPath.length);
    const method = request.method ?? "POST";
    const answer = await receiveWebhook(open, { token, method, headers, readBody: async () => bytes });
    response.writeHead(answer.status, { ...answer.headers, "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
