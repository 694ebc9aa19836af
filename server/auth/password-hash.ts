import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { verifyPassword as verifyFirstForm } from "better-auth/crypto";

/** OWASP's guidance for scrypt (password storage, 2025): 32 MiB and three passes. About 300 ms of a processor of 2020. */
const cost = { N: 32_768, r: 8, p: 3 };
/** What the first form, of one pass over 32 MiB, falls short of it. */
const shortfall = { ...cost, p: 2 };
const bytes = 64;
const maxmem = 64 * 1024 * 1024;

/** `scrypt$<N>$<r>$<p>$<salt>$<key>`, base64url: what it was made with stays beside it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

export type Given = { readonly hash: string; readonly password: string };

/** Takes as long for either form: whoever has not signed in since the cost rose is not told apart by time. */
export async function verifyPassword({ hash, password }: Given): Promise<boolean> {
  if (isOutdated(hash)) {
    const isRight = await verifyFirstForm({ hash, password });
    await derive(password, Buffer.alloc(16), shortfall);
    return isRight;
  }
  const [, N, r, p, salt = "", key = ""] = hash.split("$");
  const kept = Buffer.from(key, "base64url");
  const given = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return kept.length === given.length && timingSafeEqual(kept, given);
}

/** Of the sign-in library's own form, at a cost of before. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith("scrypt$");
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, bytes, { ...options, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (given: Given) => Promise<boolean>;
};

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
