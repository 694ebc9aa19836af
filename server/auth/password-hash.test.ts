import { hashPassword as hashInFirstForm } from "better-auth/crypto";
import { expect, test } from "vitest";
import { hashPassword, isOutdated, rehashing, verifyPassword } from "./password-hash";

const password = "correct horse battery ﬁ";

test("a password is kept by today's guidance, and says by which cost", async () => {
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{86}$/);
  expect(await verifyPassword({ hash, password: password.normalize("NFKC") })).toBe(true);
  expect(await verifyPassword({ hash, password: `${password} ` })).toBe(false);
});

test("one kept at the cost of before still opens, and is kept anew as soon as it can be", async () => {
  let kept = await hashInFirstForm(password);
  let isFull = true;
  const passwords = rehashing({ hash: hashPassword, verify: verifyPassword }, async (before, after) => {
    expect(before).toBe(kept);
    if (isFull) throw new Error("The disk is full");
    kept = after;
  });
  expect(await passwords.verify({ hash: kept, password: "not this one" })).toBe(false);
  expect(await passwords.verify({ hash: kept, password })).toBe(true);
  expect(isOutdated(kept)).toBe(true);
  isFull = false;
  expect(await passwords.verify({ hash: kept, password })).toBe(true);
  expect(isOutdated(kept)).toBe(false);
  expect(await passwords.verify({ hash: kept, password })).toBe(true);
});
