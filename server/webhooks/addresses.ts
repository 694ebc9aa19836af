import { createHash, randomBytes } from "node:crypto";
import type { Db, Tx } from "../db/client";
import { addMillis } from "../domain/time";
import { afterFlightMs, type SigningMode, webhookBase } from "../domain/webhook/webhook-mode";
import type { Ports, SecretPlace, WebhookAddresses, WebhookSubject } from "../ports";
import {
  flightEndOf,
  insertRegistration,
  registrationById,
  secretPlace,
  type WebhookAgent,
  webhookAgent,
  webhookModes,
} from "../repositories/webhook-registrations";
import type { CallbackSecrets } from "../sales-agents/sales-agent";

export const webhookPath = "/api/webhooks/";

type Deps = Pick<Ports, "clock" | "newId" | "vault"> & { readonly url: string; readonly publicUrl: string | null };

/**
 * Addresses for sellers: one unguessable path per request that asks for webhooks. A frozen request names the registration only;
 * its path, the token to be repeated and a shared secret are put in as it is sent (docs/decisions/0007).
 */
export function webhookAddresses(deps: Deps): WebhookAddresses {
  return {
    async configFor(tx, subject) {
      const agent = await webhookAgent(tx, subject.organisationId, subject.salesAgentId);
      const baseUrl = webhookBase(agent, deps);
      const mode = modeOf(agent, subject.purpose);
      if (mode === null || baseUrl === null) return null;
      const id = await register(tx, deps, { ...subject, mode, baseUrl });
      const url = `${baseUrl}${webhookPath}${id}`;
      return mode === "hmac" ? { url, authentication: { schemes: ["HMAC-SHA256"] } } : { url };
    },
    async polledAmong(tx, organisationId, salesAgentIds) {
      const agents = await webhookModes(tx, organisationId, salesAgentIds);
      const polled = agents.filter((agent) => agent.mode === "off" || webhookBase(agent, deps) === null);
      return new Set(polled.map(({ id }) => id));
    },
    baseFor: (agent) => webhookBase(agent, deps),
    secretsFor: (db, organisationId, frozenBody) => secretsFor(db, deps, organisationId, frozenBody),
  };
}

/** Reports are always signed with a shared secret (requirements C25); null: this agent gets no address for that. */
function modeOf(agent: WebhookAgent, purpose: WebhookSubject["purpose"]): SigningMode | null {
  if (agent.mode === "off") return null;
  const mode = purpose === "reporting" ? "hmac" : agent.mode;
  return mode === "hmac" && agent.secretSealed === null ? null : mode;
}

type Registered = WebhookSubject & { readonly mode: SigningMode; readonly baseUrl: string };

async function register(tx: Tx, deps: Deps, subject: Registered): Promise<string> {
  const { organisationId } = subject;
  const id = deps.newId();
  const token = randomBytes(32).toString("base64url");
  const echo = randomBytes(24).toString("base64url");
  const endAt = await flightEndOf(tx, subject);
  await insertRegistration(tx, {
    ...subject,
    id,
    tokenHash: hashToken(token),
    tokenSealed: deps.vault.seal(token, tokenPlace(organisationId, id)),
    echoSealed: deps.vault.seal(echo, echoPlace(organisationId, id)),
    expiresAt: endAt && addMillis(endAt, afterFlightMs),
    at: deps.clock(),
  });
  return id;
}

const fields = ["push_notification_config", "reporting_webhook"] as const;

async function secretsFor(
  db: Db | Tx,
  deps: Pick<Deps, "vault">,
  organisationId: string,
  frozenBody: string,
): Promise<readonly CallbackSecrets[]> {
  if (!fields.some((field) => frozenBody.includes(`"${field}"`))) return [];
  const body = JSON.parse(frozenBody) as Partial<Record<(typeof fields)[number], { readonly url?: string }>>;
  const secrets: CallbackSecrets[] = [];
  for (const field of fields) {
    const id = body[field]?.url?.split("/").at(-1);
    const known = id === undefined ? null : await registrationById(db, organisationId, id);
    if (!known) continue;
    secrets.push({
      field,
      url: `${known.baseUrl}${webhookPath}${deps.vault.open(known.tokenSealed, tokenPlace(organisationId, known.id))}`,
      token: deps.vault.open(known.echoSealed, echoPlace(organisationId, known.id)),
      credentials: known.mode === "hmac" ? await sharedSecret(db, deps, organisationId, known.salesAgentId) : null,
    });
  }
  return secrets;
}

async function sharedSecret(db: Db | Tx, { vault }: Pick<Deps, "vault">, organisationId: string, salesAgentId: string) {
  const { secretSealed } = await webhookAgent(db, organisationId, salesAgentId);
  return secretSealed === null ? null : vault.open(secretSealed, secretPlace(organisationId, salesAgentId));
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

export function tokenPlace(organisationId: string, registrationId: string): SecretPlace {
  return { organisationId, rowId: registrationId, field: "webhookToken" };
}
export function echoPlace(organisationId: string, registrationId: string): SecretPlace {
  return { organisationId, rowId: registrationId, field: "webhookEcho" };
}
