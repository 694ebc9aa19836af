import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { SecretPlace, Vault } from "../ports";

/**
 * AES-256-GCM under keys from the environment. Sealed text is `v1.<keyId>.<iv>.<tag>.<ciphertext>` (base64url); the place is
 * authenticated, so a sealed value copied to another row does not open. The first key seals, all of them open (rotation).
 */
export function makeVault(keys: readonly Buffer[]): Vault {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const current = keys[0];
  const currentId = current ? keyId(current) : "";
  if (!current || keys.some((key) => key.length !== 32))
    throw new Error("FLIGHTDECK_ENCRYPTION_KEY must be 32 bytes in base64");
  return {
    seal(plain, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", current, iv).setAAD(aad(place));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return ["v1", currentId, b64(iv), b64(cipher.getAuthTag()), b64(body)].join(".");
    },
    open(sealed, place) {
      const [version, id = "", iv = "", tag = "", body = ""] = sealed.split(".");
      const key = byId.get(id);
      if (version !== "v1" || !key) throw new Error("A stored secret was sealed under a key that is not configured");
      // Without a length, Node takes a tag cut to 4 bytes, which can be guessed.
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: 16 });
      decipher.setAAD(aad(place)).setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
    },
  };
}

/** How everything begins that is sealed under this key. */
export function sealedUnder(key: Buffer): string {
  return `v1.${keyId(key)}.`;
}

function keyId(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}

function aad(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([place.organisationId, place.rowId, place.field]), "utf8");
}

function b64(bytes: Buffer): string {
  return bytes.toString("base64url");
}
