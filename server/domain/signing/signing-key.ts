import { addMillis, type Instant, isBefore } from "../time";

/** How long a retired key is published still: what was signed with it may be looked at later, and sellers keep sets for a while. */
export const retiredKeyMs = 7 * 86_400_000;

/** A public key as it is published (RFC 7517, requirements of the AdCP request-signing profile): never a private part. */
export type PublicSigningJwk = {
  readonly kid: string;
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
  readonly key_ops: readonly ["verify"];
  readonly adcp_use: "request-signing";
};

export function publicSigningJwk(keyId: string, x: string): PublicSigningJwk {
  const purpose = { use: "sig", key_ops: ["verify"], adcp_use: "request-signing" } as const;
  return { kid: keyId, kty: "OKP", crv: "Ed25519", x, alg: "EdDSA", ...purpose };
}

/** in_use: signs; retired: only published, until its end; ended: published no more. */
export type KeyStanding = "in_use" | "retired" | "ended";

export function standingOf(
  key: { readonly retiredAt: Instant | null; readonly publishedUntil: Instant | null },
  now: Instant,
): KeyStanding {
  if (key.retiredAt === null) return "in_use";
  return key.publishedUntil !== null && isBefore(now, key.publishedUntil) ? "retired" : "ended";
}

export function publishedUntilOf(retiredAt: Instant): Instant {
  return addMillis(retiredAt, retiredKeyMs);
}
