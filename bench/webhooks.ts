import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { finalizeRequestSignature, prepareWebhookSignature } from "@adcp/sdk/signing/client";
import { composition } from "../server/composition";
import { connections, type Measured, measured } from "./load";

const kid = "bench-key";
/** More than three seconds take. */
const perRound = 20_000;

/** A seller that publishes one key on loopback, and the address that the app gave it. */
export type WebhookSender = {
  readonly key: KeyObject;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly close: () => Promise<void>;
};

/** Adds a seller whose webhooks are on to the database of the app, before the app opens it. */
export async function webhookSender(
  env: Readonly<Record<string, string>>,
  organisationId: string,
): Promise<WebhookSender> {
  const pair = generateKeyPairSync("ed25519");
  const use = { kid, use: "sig", alg: "EdDSA", adcp_use: "webhook-signing" };
  const publicJwk = { ...pair.publicKey.export({ format: "jwk" }), ...use, key_ops: ["verify"] };
  const server = http.createServer((request, response) => {
    const agents = [{ type: "sales", url, jwks_uri: `${origin}/jwks.json` }];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/jwks.json" ? { keys: [publicJwk] } : { agents }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${origin}/mcp`;
  const address = await addressFor(env, organisationId, url);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { key: pair.privateKey, publicJwk, address, close };
}

async function addressFor(env: Readonly<Record<string, string>>, organisationId: string, url: string): Promise<string> {
  const { ports, db } = composition(env);
  const salesAgentId = ports.newId();
  const mode = { webhookMode: "rfc9421", sandbox: true, protocol: "mcp", createdAt: new Date(ports.clock()) };
  await db.salesAgent.create({ data: { id: salesAgentId, organisationId, name: "Signer", url, ...mode } });
  const nothing = { accountId: null, mediaBuyId: null, changeId: null };
  const subject = { organisationId, salesAgentId, ...nothing, purpose: "task" as const };
  const config = await ports.inTransaction(async (tx) => ports.webhooks?.configFor(tx, subject));
  const frozen = JSON.stringify({ push_notification_config: config });
  const [secrets] = (await ports.webhooks?.secretsFor(db, organisationId, frozen)) ?? [];
  await db.$disconnect();
  if (!secrets) throw new Error("the app gave the seller no address");
  return secrets.url;
}

/** Webhooks of as many different tasks, signed before the round begins: what is measured is the receiver. */
export function loadWebhooks(sender: WebhookSender, url: string): Promise<Measured> {
  const signed = Array.from({ length: perRound }, () => signedWebhook(sender.key, url));
  return measured({
    url,
    method: "POST",
    setupClient: (client) => {
      const next = { method: "POST" as const, setupRequest: (request: object) => ({ ...request, ...taken(signed) }) };
      client.setRequests([next]);
    },
  });
}

type Signed = { readonly headers: Record<string, string>; readonly body: string };

function taken(signed: Signed[]): Signed {
  const one = signed.pop();
  if (!one) throw new Error(`${perRound} webhooks were not enough for ${connections} connections`);
  return one;
}

function signedWebhook(key: KeyObject, url: string): Signed {
  const body = JSON.stringify({
    idempotency_key: `evt_${randomUUID()}`,
    task_id: `task_${randomUUID()}`,
    task_type: "create_media_buy",
    status: "completed",
    timestamp: new Date().toISOString(),
    result: { media_buy_id: "mb_1" },
  });
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", url, headers, body };
  const prepared = prepareWebhookSignature(request, { keyid: kid, alg: "ed25519" });
  const proof = finalizeRequestSignature(prepared, sign(null, Buffer.from(prepared.base), key));
  return { body, headers: { ...headers, ...proof.headers } };
}
