import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Derive } from "./password-thread";

/** OWASP's guidance for scrypt (password storage, 2025): 32 MiB and three passes. About 300 ms of a processor of 2020. */
const cost = { N: 32_768, r: 8, p: 3 };
/** The sign-in library's own form, `<salt>:<key>` in hex, is of one pass over 32 MiB. */
const firstCost = { N: 16_384, r: 16, p: 1 };
/** What the first form falls short of today's. */
const shortfall = { ...cost, p: 2 };
const bytes = 64;
const maxmem = 64 * 1024 * 1024;

export type Given = { readonly hash: string; readonly password: string };
export type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (given: Given) => Promise<boolean>;
};

/** Hashes `scrypt$<N>$<r>$<p>$<salt>$<key>`, base64url: what each was made with stays beside it. */
export function passwordsBy(derive: Derive): Passwords {
  const derived = (password: string, salt: string | Uint8Array, options: typeof cost) =>
    derive({ password: password.normalize("NFKC"), salt, bytes, options: { ...options, maxmem } });
  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      const key = await derived(password, salt, cost);
      return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
    },
    // Takes as long for either form: whoever has not signed in since the cost rose is not told apart by time.
    verify: async ({ hash, password }) => {
      if (isOutdated(hash)) {
        const [salt = "", key = ""] = hash.split(":");
        const given = await derived(password, salt, firstCost);
        await derived(password, Buffer.alloc(16), shortfall);
        return isSame(Buffer.from(key, "hex"), given);
      }
      const [, N, r, p, salt = "", key = ""] = hash.split("$");
      const options = { N: Number(N), r: Number(r), p: Number(p) };
      return isSame(Buffer.from(key, "base64url"), await derived(password, Buffer.from(salt, "base64url"), options));
    },
  };
}

/** Of the sign-in library's own form, at a cost of before. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith("scrypt$");
}

const isSame = (kept: Buffer, given: Buffer) => kept.length === given.length && timingSafeEqual(kept, given);

/** A right password whose hash is outdated is hashed again and handed to `replace`; where that fails, the old one goes on counting. */
export function rehashing(passwords: Passwords, replace: (before: string, after: string) => Promise<void>): Passwords {
  return {
    hash: passwords.hash,
    verify: async (given) => {
      const isRight = await passwords.verify(given);
      if (isRight && isOutdated(given.hash)) {
        const again = passwords.hash(given.password).then((hash) => replace(given.hash, hash));
        await again.catch(() => undefined);
      }
      return isRight;
    },
  };
}
