import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { environmentFingerprint, readConfig } from "./config";
import { withSecretFiles } from "./secret-files";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-secrets-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function given(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

test("a secret may stand in a file, its last line break apart", () => {
  const secret = "in a file, thirty-two characters or more";
  const env = {
    BETTER_AUTH_SECRET_FILE: given("auth", `${secret}\n`),
    FLIGHTDECK_ENCRYPTION_KEY_FILE: given("key", `${Buffer.alloc(32, 7).toString("base64")}\r\n`),
    DATABASE_URL_FILE: given("database", "file:/somewhere/else.db"),
  };
  expect(readConfig(env)).toMatchObject({ authSecret: secret, databaseUrl: "file:/somewhere/else.db" });
  expect(readConfig(env).encryptionKeys).toEqual([Buffer.alloc(32, 7)]);
  // Two installations in one process (tests have them) are told apart without a file being read.
  expect(environmentFingerprint(env)).not.toBe(environmentFingerprint({ ...env, DATABASE_URL_FILE: "another" }));
});

test("a file that is not there, or both ways at once, is said without the secret", () => {
  const both = { BETTER_AUTH_SECRET: "kettle", BETTER_AUTH_SECRET_FILE: given("other", "kettle") };
  expect(() => withSecretFiles(both)).toThrow("BETTER_AUTH_SECRET and BETTER_AUTH_SECRET_FILE are both set");
  expect(() => withSecretFiles({ FLIGHTDECK_SMTP_URL_FILE: path.join(folder, "none") })).toThrow(
    "the file of FLIGHTDECK_SMTP_URL_FILE cannot be read (ENOENT)",
  );
  expect(() => withSecretFiles({ BETTER_AUTH_SECRET_FILE: given("blank", "\n") })).toThrow(
    "the file of BETTER_AUTH_SECRET_FILE is empty",
  );
  expect(withSecretFiles({ LOG_LEVEL_FILE: "x", BETTER_AUTH_SECRET_FILE: "" })).toEqual({
    LOG_LEVEL_FILE: "x",
    BETTER_AUTH_SECRET_FILE: "",
  });
});
