import { hashPassword as hashInFirstForm } from "better-auth/crypto";
import { expect, test } from "vitest";
import { isOutdated, passwordsBy, rehashing } from "./password-hash";
import { passwordThread } from "./password-thread";

const password = "correct horse battery ﬁ";
const ours = passwordsBy(passwordThread(0));

test("a password is kept by today's guidance, and says by which cost", async () => {
  const hash = await ours.hash(password);
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{86}$/);
  expect(await ours.verify({ hash, password: password.normalize("NFKC") })).toBe(true);
  expect(await ours.verify({ hash, password: `${password} ` })).toBe(false);
});

test("one kept at the cost of before still opens, and is kept anew as soon as it can be", async () => {
  let kept = await hashInFirstForm(password);
  let isFull = true;
  const passwords = rehashing(ours, async (before, after) => {
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
