import { randomBytes } from "node:crypto";
import { instantFromMillis, isBefore, millisOf } from "../domain/time";
import type { SigningMode } from "../domain/webhook/webhook-mode";
import type { Ports } from "../ports";
import { hasNonce, livingNonces } from "../repositories/webhook-receipts";
import { previousSecretPlace, secretPlace, type WebhookAgent } from "../repositories/webhook-registrations";
import type { Addressee } from "./find-addressee";
import type { KeySets } from "./key-sets";
import { verifyHmac } from "./verify-hmac";
import { verifyRfc9421 } from "./verify-rfc9421";
import { unproven } from "./webhook-refusal";

export type Incoming = {
  readonly method: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
};

/** A nonce to be kept with the receipt, in the names of our own table. */
export type UsedNonce = { readonly keyId: string; readonly nonce: string; readonly expiresAt: string };

type Judge = { readonly ports: Ports; readonly keySets: KeySets };

/** More living nonces of one key than this and it is not an honest seller's (step 9a). */
const mostNonces = 50_000;

/** Proves the sender in exactly the registered mode, never in another one. null: the mode has no nonce. Throws WebhookRefusal. */
export async function prove(judge: Judge, to: Addressee | null, incoming: Incoming): Promise<UsedNonce | null> {
  const offered = offeredModes(incoming.headers);
  const mode = to?.registration.mode ?? (offered[0] === "hmac" ? "hmac" : "rfc9421");
  if (offered.length > 0 && !offered.includes(mode)) {
    throw unproven("webhook_mode_mismatch", `The webhook is not signed the way this address asks for (${mode})`);
  }
  if (mode === "rfc9421") return byKey(judge, to, incoming);
  const { headers, bytes } = incoming;
  const claim = { signature: headers.get("x-adcp-signature"), timestamp: headers.get("x-adcp-timestamp"), body: bytes };
  verifyHmac(claim, secretsOf(judge.ports, to?.agent ?? null), nowSeconds(judge.ports));
  return null;
}

/** By the headers that are there. */
function offeredModes(headers: Headers): readonly (SigningMode | "bearer")[] {
  const signed = headers.has("signature") || headers.has("signature-input");
  return [
    ...(signed ? (["rfc9421"] as const) : []),
    ...(headers.has("x-adcp-signature") ? (["hmac"] as const) : []),
    ...(headers.has("authorization") ? (["bearer"] as const) : []),
  ];
}

async function byKey({ ports, keySets }: Judge, to: Addressee | null, incoming: Incoming): Promise<UsedNonce> {
  const { method, headers, text: body } = incoming;
  const url = to?.url ?? "https://nobody.invalid/";
  // One seller's key ids and nonces say nothing about another's, nor one address's about the next.
  const keyOwner = (keyId: string) => `${to?.agent.id ?? ""}:${keyId}`;
  const scoped = (nonce: string) => `${to?.registration.id ?? ""}:${nonce}`;
  const proof = await verifyRfc9421(
    { method, url, headers: Object.fromEntries(headers), body },
    {
      keyOf: async (keyId) => (to === null ? null : keySets.keyOf(to.agent, keyId)),
      isUsed: (keyId, nonce) => hasNonce(ports.db, keyOwner(keyId), scoped(nonce)),
      isFlooding: (keyId) => isFlooding(ports, keyOwner(keyId)),
      nowSeconds: () => nowSeconds(ports),
    },
  );
  const { keyId, nonce, expiresAtSeconds } = proof;
  return { keyId: keyOwner(keyId), nonce: scoped(nonce), expiresAt: instantFromMillis(expiresAtSeconds * 1000) };
}

const counted = new Map<string, { readonly at: number; readonly isFlooding: boolean }>();
const countMs = 5_000;

/** Counted every few seconds a key: the limit is far above what an honest seller signs in that time. */
async function isFlooding({ db, clock }: Ports, keyId: string): Promise<boolean> {
  const now = clock();
  const last = counted.get(keyId);
  if (last && Math.abs(millisOf(now) - last.at) < countMs) return last.isFlooding;
  if (counted.size >= 10_000) counted.clear();
  const flooding = (await livingNonces(db, keyId, now)) >= mostNonces;
  counted.set(keyId, { at: millisOf(now), isFlooding: flooding });
  return flooding;
}

/** The secret that counts now, and for a few minutes the one before it. Nobody's address has one that nobody knows. */
function secretsOf({ vault, clock }: Ports, agent: WebhookAgent | null): readonly string[] {
  if (agent === null) return [randomBytes(32).toString("base64url")];
  const { organisationId, id, secretSealed, previousSecretSealed, previousUntil } = agent;
  const current = secretSealed === null ? [] : [vault.open(secretSealed, secretPlace(organisationId, id))];
  const counts = previousSecretSealed !== null && previousUntil !== null && isBefore(clock(), previousUntil);
  return counts ? [...current, vault.open(previousSecretSealed, previousSecretPlace(organisationId, id))] : current;
}

function nowSeconds({ clock }: Ports): number {
  return Math.floor(millisOf(clock()) / 1000);
}
