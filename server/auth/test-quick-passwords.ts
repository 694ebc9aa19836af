import { randomBytes, scryptSync } from "node:crypto";

const cost = { N: 2, r: 1, p: 1 };

/**
 * Hashes in the form of our own (password-hash.ts), which says beside each what it was made with, at next to no cost: a real one takes a
 * third of a second of the processor to make and as much again for each sign-in. For people of tests that are not about passwords.
 */
function hash(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize("NFKC"), salt, 64, cost);
  const parts = ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")];
  return Promise.resolve(parts.join("$"));
}

export const quickPasswords = { $context: Promise.resolve({ password: { hash } }) };
