import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { type SignerKey, signWebhook } from "@adcp/sdk/signing/client";
import type { Db } from "../db/client";
import { type Clock, millisOf } from "../domain/time";
import type { SigningMode } from "../domain/webhook/webhook-mode";
import type { Ports, Vault } from "../ports";
import { secretPlace } from "../repositories/webhook-registrations";
import { echoPlace, webhookAddresses } from "./addresses";
import type { KeyOwner, KeySets, PublishedKey } from "./key-sets";
import { receiveWebhook, type WebhookAnswer, type WebhookIntake } from "./receive-webhook";
import { senderLimit } from "./sender-limit";

export const testSecret = "a-secret-of-thirty-two-characters-or-more";
const origin = { url: "http://127.0.0.1:3000", publicUrl: "https://desk.example" };

export type SellerKey = { readonly signer: SignerKey; readonly published: PublishedKey };

/** A seller's key pair for webhooks, private and as its key set shows it. */
export function sellerKey(kid = "seller-key"): SellerKey {
  const pair = generateKeyPairSync("ed25519");
  const jwk = (key: typeof pair.privateKey) => ({ ...key.export({ format: "jwk" }), kid, kty: "OKP" });
  const use = { use: "sig", adcp_use: "webhook-signing" };
  return {
    signer: { keyid: kid, alg: "ed25519", privateKey: { ...jwk(pair.privateKey), ...use, key_ops: ["sign"] } },
    published: { ...jwk(pair.publicKey), ...use, key_ops: ["verify"] },
  };
}

/** Key sets by the agent's address. */
export function publishing(keys: Readonly<Record<string, readonly PublishedKey[]>>): KeySets {
  return {
    keyOf: async (agent: KeyOwner, keyId) => (keys[agent.url] ?? []).find((key) => key.kid === keyId) ?? null,
  };
}

export function webhookPorts(db: Db, vault: Vault, clock: Clock, inTransaction: Ports["inTransaction"]): Ports {
  const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
  const deps = { clock, newId: randomUUID, vault };
  return {
    ...deps,
    db,
    newIdempotencyKey: randomUUID,
    random: () => 0.5,
    salesAgents: () => {
      throw new Error("nobody is asked");
    },
    log: quiet,
    webhooks: webhookAddresses({ ...deps, ...origin }),
    wakeWorker: () => undefined,
    inTransaction,
  };
}

export type Address = { readonly url: string; readonly token: string; readonly echo: string; readonly id: string };
export type Place = { readonly organisationId: string; readonly salesAgentId: string };
type Subject = Place & { readonly mediaBuyId?: string; readonly changeId?: string; readonly accountId?: string };

/** Turns webhooks on for the agent and gives it one address, as a seller would see it on the wire. */
export async function giveAddress(ports: Ports, subject: Subject, mode: SigningMode = "rfc9421"): Promise<Address> {
  const { organisationId, salesAgentId, mediaBuyId = null, changeId = null, accountId = null } = subject;
  const sealed = ports.vault.seal(testSecret, secretPlace(organisationId, salesAgentId));
  await ports.db.salesAgent.update({
    where: { id: salesAgentId },
    data: { webhookMode: mode, webhookSecretSealed: sealed },
  });
  const of = { organisationId, salesAgentId, accountId, mediaBuyId, changeId, purpose: "task" as const };
  const config = await ports.inTransaction((tx) => Promise.resolve(ports.webhooks?.configFor(tx, of)));
  const body = JSON.stringify({ push_notification_config: config });
  const [secrets] = (await ports.webhooks?.secretsFor(ports.db, organisationId, body)) ?? [];
  if (!secrets) throw new Error("The agent got no address");
  const id = String(config?.url).split("/").at(-1) ?? "";
  const row = await ports.db.webhookRegistration.findUniqueOrThrow({ where: { id } });
  const echo = ports.vault.open(row.echoSealed, echoPlace(organisationId, id));
  return { url: secrets.url, token: secrets.url.split("/").at(-1) ?? "", echo, id };
}

export function envelope(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    idempotency_key: `evt_${randomUUID()}`,
    task_id: "task_1",
    task_type: "create_media_buy",
    status: "completed",
    timestamp: "2026-11-01T00:00:00Z",
    ...fields,
  };
}

export type Sending = {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
};

/** The request as a seller signs it by RFC 9421 at this moment. */
export function signed(address: Pick<Address, "url">, value: unknown, key: SellerKey, clock: Clock): Sending {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const headers = { "content-type": "application/json" };
  const now = () => Math.floor(millisOf(clock()) / 1000);
  const proof = signWebhook({ method: "POST", url: address.url, headers, body }, key.signer, { now });
  return { body, headers: { ...headers, ...proof.headers } };
}

/** The same in the HMAC mode. */
export function hmacSigned(value: unknown, secret: string, seconds: number): Sending {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  const proof = { "x-adcp-signature": `sha256=${mac}`, "x-adcp-timestamp": String(seconds) };
  return { body, headers: { "content-type": "application/json", ...proof } };
}

export function intakeOf(ports: Ports, keySets: KeySets, perMinute = 1_000_000): WebhookIntake {
  return { ports, keySets, limit: senderLimit(ports.db, perMinute, ports.clock) };
}

export function deliver(intake: WebhookIntake, token: string, { body, headers }: Sending): Promise<WebhookAnswer> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return receiveWebhook(intake, {
    token,
    method: "POST",
    headers: new Headers(headers),
    readBody: async (most) => (bytes.byteLength > most ? null : bytes),
  });
}
