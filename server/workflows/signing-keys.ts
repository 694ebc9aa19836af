import { createHash, generateKeyPairSync } from "node:crypto";
import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { publicSigningJwk, publishedUntilOf } from "../domain/signing/signing-key";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import {
  currentSigningKey,
  insertSigningKey,
  type NewSigningKey,
  retireSigningKeys,
  signingKeyPlace,
} from "../repositories/signing-keys";

/** A new key pair, its private part sealed. Made before the transaction that keeps it. */
export function newSigningKey(ports: Pick<Ports, "vault" | "newId" | "clock">, organisationId: string): NewSigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { kty, crv, x = "", d = "" } = privateKey.export({ format: "jwk" });
  const id = ports.newId();
  const keyId = `flightdeck-${thumbprint(x)}`;
  const privateJwk = JSON.stringify({ kid: keyId, kty, crv, x, d, alg: "EdDSA", use: "sig", key_ops: ["sign"] });
  return {
    id,
    organisationId,
    keyId,
    publicJwk: JSON.stringify(publicSigningJwk(keyId, x)),
    privateSealed: ports.vault.seal(privateJwk, signingKeyPlace(organisationId, id)),
    createdAt: ports.clock(),
  };
}

/** RFC 7638, cut: a name that tells keys apart, not a proof. */
function thumbprint(x: string): string {
  const members = `{"crv":"Ed25519","kty":"OKP","x":"${x}"}`;
  return createHash("sha256").update(members).digest("base64url").slice(0, 16);
}

/** The organisation's first key, where it has none: the first agent that wants signatures makes it. */
export async function keepFirstSigningKey(tx: Tx, ports: Ports, actor: Actor, key: NewSigningKey): Promise<void> {
  if ((await currentSigningKey(tx, actor.organisationId)) !== null) return;
  await insertSigningKey(tx, key);
  await audit(tx, ports, actor, { action: "signing_key.made", summary: `Made the signing key ${key.keyId}` });
}

/**
 * A new key signs from the next call on; the one before it is published for seven days more, or no longer where it is exposed.
 * `current`: the key id as it was shown, null: none; STALE_REVISION where somebody has rotated since.
 */
export async function rotateSigningKey(
  ports: Ports,
  actor: Actor,
  { current, isExposed }: { readonly current: string | null; readonly isExposed: boolean },
): Promise<{ readonly keyId: string }> {
  const { organisationId } = actor;
  const key = newSigningKey(ports, organisationId);
  return ports.inTransaction(async (tx) => {
    const before = await currentSigningKey(tx, organisationId);
    if ((before?.keyId ?? null) !== current) {
      throw new DomainError("STALE_REVISION", "Somebody else has made a new key; reload to see it");
    }
    const at = ports.clock();
    await retireSigningKeys(tx, organisationId, { at, publishedUntil: isExposed ? at : publishedUntilOf(at) });
    await insertSigningKey(tx, key);
    const summary = before === null ? "Made the signing key" : `Replaced the signing key ${before.keyId} by`;
    const withdrawn = before !== null && isExposed ? "; the old one is withdrawn" : "";
    const action = before === null ? "signing_key.made" : "signing_key.rotated";
    await audit(tx, ports, actor, { action, summary: `${summary} ${key.keyId}${withdrawn}` });
    return { keyId: key.keyId };
  });
}

type Said = { readonly action: string; readonly summary: string };

async function audit(tx: Tx, ports: Ports, actor: Actor, said: Said): Promise<void> {
  const subject = { subjectType: "organisation", subjectId: actor.organisationId } as const;
  await recordAudit(tx, ports.newId(), { at: ports.clock(), by: actor, ...subject, ...said });
}
