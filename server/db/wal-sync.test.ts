import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WalSync } from "./wal-sync";

let folder: string;
let log: WalSync;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-wal-"));
  log = new WalSync(path.join(folder, "log"));
});
afterEach(async () => {
  await log.close();
  fs.rmSync(folder, { recursive: true });
});

test("asks once for all that wait, and again for what was committed after it began", async () => {
  fs.writeFileSync(path.join(folder, "log"), "x");
  const [first, same] = [log.sync(), log.sync()];
  expect(same).toBe(first);
  await Promise.resolve();
  await Promise.resolve();
  const later = log.sync();
  expect(later).not.toBe(first);
  await Promise.all([first, later]);
});

test("a log that nothing was written to is as durable as can be", async () => {
  await expect(log.sync()).resolves.toBeUndefined();
});

test("what cannot be brought to the disk once is never again said to be there", async () => {
  fs.mkdirSync(path.join(folder, "log"));
  await expect(log.sync()).rejects.toThrow("EISDIR");
  fs.rmdirSync(path.join(folder, "log"));
  fs.writeFileSync(path.join(folder, "log"), "x");
  await expect(log.sync()).rejects.toThrow("EISDIR");
  expect(log.assertWorks).toThrow("EISDIR");
});
