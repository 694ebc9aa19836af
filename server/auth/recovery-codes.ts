import { createHash, randomBytes } from "node:crypto";
import { type SecretConfig, symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { z } from "zod";

const mark = "hashed:";
const digestLength = 43;
const codes = z.array(z.string());

/** Ten of 120 random bits, so that a plain hash keeps them; no letter looks like another (Crockford's base 32). */
export function newRecoveryCodes(): string[] {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  const code = () => [...randomBytes(24)].map((byte) => letters[byte % letters.length]).join("");
  return Array.from({ length: 10 }, () => (code().match(/.{4}/g) ?? []).join("-"));
}

/** What is kept of a code, and what the sign-in library is asked for in its place. */
export function recoveryDigest(code: string): string {
  return createHash("sha256").update(code.trim()).digest("base64url");
}

/**
 * How the sign-in library keeps recovery codes: as hashes, sealed under `secret` besides, because those given out before this form had
 * 59 bits only. It compares what it reads back here with the digest that the door hands it.
 */
export function hashedCodes(secret: string | SecretConfig) {
  return {
    encrypt: async (json: string) => {
      const digests = codes.parse(JSON.parse(json)).map((code) => (isDigest(code) ? code : recoveryDigest(code)));
      return mark + (await symmetricEncrypt({ key: secret, data: JSON.stringify(digests) }));
    },
    decrypt: async (kept: string) => {
      const json = await symmetricDecrypt({ key: secret, data: isHashed(kept) ? kept.slice(mark.length) : kept });
      return isHashed(kept) ? json : JSON.stringify(codes.parse(JSON.parse(json)).map(recoveryDigest));
    },
  };
}

/** Kept in the form of today; else they are sealed in clear. */
export function isHashed(kept: string): boolean {
  return kept.startsWith(mark);
}

/** No code has as many characters between dashes. */
function isDigest(text: string): boolean {
  return /^[\w-]+$/.test(text) && text.length === digestLength;
}
