import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SecretPlace } from "../ports";
import { makeVault } from "./vault";

const place: SecretPlace = { organisationId: "o1", rowId: "r1", field: "credential" };
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const vault = makeVault([oldKey]);

test("opens exactly what was sealed, and never seals the same text alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (secret) => {
      const sealed = vault.seal(secret, place);
      expect(vault.open(sealed, place)).toBe(secret);
      expect(vault.seal(secret, place)).not.toBe(sealed);
    }),
  );
});

test("the sealed text shows neither the secret nor its key", () => {
  const sealed = vault.seal("canary-token", place);
  const shown = [sealed, ...sealed.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"))].join();
  expect(shown).not.toContain("canary");
  expect(shown).not.toContain(oldKey.toString("latin1"));
});

test.each([
  ["another organisation", { ...place, organisationId: "o2" }],
  ["another row", { ...place, rowId: "r2" }],
  ["another field", { ...place, field: "webhookSecret" }],
  ["the same letters cut elsewhere", { organisationId: "o1r", rowId: "1", field: "credential" }],
])("does not open in %s", (_, elsewhere) => {
  const sealed = vault.seal("token", place);
  expect(() => vault.open(sealed, elsewhere)).toThrow();
});

test("two rows' secrets cannot be swapped", () => {
  const other = { ...place, rowId: "r2" };
  const [mine, theirs] = [vault.seal("mine", place), vault.seal("theirs", other)];
  expect(() => vault.open(theirs, place)).toThrow();
  expect(() => vault.open(mine, other)).toThrow();
});

test("any changed byte of nonce, tag or body is found", () => {
  const sealed = vault.seal("the seller's token", place);
  const part = fc.constantFrom(2, 3, 4);
  fc.assert(
    fc.property(part, fc.nat(200), fc.integer({ min: 1, max: 255 }), (index, at, mask) => {
      const parts = sealed.split(".");
      const bytes = Buffer.from(parts[index] ?? "", "base64url");
      const offset = at % bytes.length;
      bytes[offset] = (bytes[offset] ?? 0) ^ mask;
      parts[index] = bytes.toString("base64url");
      expect(() => vault.open(parts.join("."), place)).toThrow();
    }),
  );
});

test("a shortened authentication tag does not open", () => {
  const parts = vault.seal("token", place).split(".");
  for (const bytes of [0, 4, 8, 12]) {
    const tag = Buffer.from(parts[3] ?? "", "base64url")
      .subarray(0, bytes)
      .toString("base64url");
    expect(() => vault.open([...parts.slice(0, 3), tag, parts[4]].join("."), place)).toThrow();
  }
});

test("rotation: the new key seals, both open, and once the old one is gone its secrets stay shut", () => {
  const sealedBefore = vault.seal("old token", place);
  const rotated = makeVault([newKey, oldKey]);
  expect(rotated.open(sealedBefore, place)).toBe("old token");
  const sealedAfter = rotated.seal("new token", place);
  expect(makeVault([newKey]).open(sealedAfter, place)).toBe("new token");
  expect(() => vault.open(sealedAfter, place)).toThrow(/key that is not configured/);
  expect(() => makeVault([newKey]).open(sealedBefore, place)).toThrow(/key that is not configured/);
});

test.each(["", "v1", "v2.a.b.c.d", "plain token", "v1....", "null"])("%j is no sealed secret", (text) => {
  expect(() => vault.open(text, place)).toThrow();
});

test("keys that are not 32 bytes are refused at the start", () => {
  for (const keys of [[], [randomBytes(16)], [randomBytes(32), randomBytes(31)]]) {
    expect(() => makeVault(keys)).toThrow(/32 bytes/);
  }
});
