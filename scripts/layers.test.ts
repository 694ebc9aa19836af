import { execFile } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
const rules = z
  .object({ forbidden: z.array(z.object({ name: z.string(), severity: z.string(), comment: z.string() })) })
  .parse(createRequire(import.meta.url)("../.dependency-cruiser.cjs")).forbidden;

/** What is allowed: an app in small that uses every layer the way it is meant. */
const house = {
  "server/domain/time.ts": 'import "temporal-polyfill"; export type Clock = 1;',
  "server/domain/money.ts": 'import type { Clock } from "./time"; export const zero: Clock = 1;',
  "server/db/client.ts":
    'import { orm } from "./generated/client"; import "better-sqlite3"; export const db = orm; export type Tx = 1;',
  "server/db/generated/client.ts": 'import "@prisma/client"; export const orm = 1; export type Row = 1;',
  "server/db/test-database.ts": 'export { db } from "./client";',
  "server/sales-agents/sales-agent.ts":
    'import type { Clock } from "../domain/time"; export const port = 1; export type Port = Clock;',
  "server/sales-agents/adcp/session.ts":
    'import "@adcp/sdk"; import { port } from "../sales-agent"; export const agent = port;',
  "server/sandbox/main.ts": 'import "@adcp/sdk"; import "better-sqlite3"; import "./store";',
  "server/sandbox/store.ts": "export const store = 1;",
  "server/repositories/buys.ts":
    'import type { Tx } from "../db/client"; import type { Row } from "../db/generated/client"; import type { Port } from "../sales-agents/sales-agent"; import { zero } from "../domain/money"; export const buys = zero; export type Q = Tx | Row | Port;',
  "server/queue/jobs.ts": 'import { db } from "../db/client"; export const jobs = db;',
  "server/seller-calls/send.ts":
    'import { agent } from "../sales-agents/adcp/session"; import { jobs } from "../queue/jobs"; import { buys } from "../repositories/buys"; export const send = [agent, jobs, buys];',
  "server/ports.ts": 'import type { Tx } from "./db/client"; export type Ports = Tx;',
  "server/workflows/pause-buy.ts":
    'import type { Tx } from "../db/client"; import type { Ports } from "../ports"; import { port } from "../sales-agents/sales-agent"; import { send } from "../seller-calls/send"; export const pause = [port, send]; export type P = Tx | Ports;',
  "server/log.ts": "export const log = 1;",
  "server/auth/auth.ts":
    'import { db } from "../db/client"; import { log } from "../log"; export const auth = [db, log];',
  "server/auth/viewer.ts": 'import "next"; import { ports } from "../composition"; export const viewer = ports;',
  "server/composition.ts":
    'import { auth } from "./auth/auth"; import { db } from "./db/client"; export const ports = [auth, db];',
  "server/api/context.ts": 'import { ports } from "../composition"; export const context = ports;',
  "server/api/buys.ts":
    'import { pause } from "../workflows/pause-buy"; import { input } from "./buys.schema"; export const router = [pause, input];',
  "server/api/buys.schema.ts": 'import "zod"; export const input = 1;',
  "app/_ui/money.tsx": 'import { zero } from "@/server/domain/money"; export const Money = zero;',
  "app/_trpc/server.tsx":
    'import { context } from "@/server/api/context"; import { router } from "@/server/api/buys"; export const load = [context, router];',
  "app/api/health/route.ts": 'import { ports } from "@/server/composition"; export const GET = ports;',
  "app/buys/page.tsx":
    'import { Money } from "../_ui/money"; import { load } from "../_trpc/server"; import { input } from "@/server/api/buys.schema"; import type { router } from "@/server/api/buys"; import { viewer } from "@/server/auth/viewer"; export default [Money, load, input, viewer]; export type R = typeof router;',
  "app/buys/words.test.ts":
    'import { orm } from "@/server/db/generated/client"; import "vitest"; import { store } from "@/server/sandbox/store"; export const x = [orm, store];',
  "app/buys/list.tsx": 'import "react"; import { Money } from "../_ui/money"; export const List = Money;',
} as const;

/** One file per rule that breaks it and no other. */
const planted: Readonly<Record<string, readonly [file: string, code: string]>> = {
  "domain-is-pure": ["server/domain/schema.ts", 'import "zod";'],
  "time-lives-in-time": ["app/buys/calendar.ts", 'import "temporal-polyfill";'],
  "sales-agents-know-the-domain-only": ["server/sales-agents/store.ts", 'import "../repositories/buys";'],
  "protocol-only-in-its-adapter": ["server/seller-calls/raw.ts", 'import "@modelcontextprotocol/sdk";'],
  "sandbox-stands-alone": ["server/sandbox/cheat.ts", 'import "../domain/money";'],
  "nothing-imports-the-sandbox": ["server/shortcut.ts", 'import "./sandbox/store";'],
  "db-knows-nothing-of-ours": ["server/db/rules.ts", 'import "../domain/money";'],
  "prisma-stays-in-its-folders": ["server/repositories/raw.ts", 'import "better-sqlite3";'],
  "prisma-types-stay-in-repositories": [
    "server/rows.ts",
    'import type { Row } from "./db/generated/client"; export type X = Row;',
  ],
  "repositories-turn-rows-into-domain": ["server/repositories/decide.ts", 'import "../workflows/pause-buy";'],
  "repositories-reach-no-seller": ["server/repositories/call.ts", 'import "../sales-agents/sales-agent";'],
  "queue-knows-the-database-only": ["server/queue/handlers.ts", 'import "../repositories/buys";'],
  "workflows-decide-behind-ports": ["server/workflows/call.ts", 'import "../sales-agents/adcp/session";'],
  "discovery-reads-public-files": ["server/discovery/add.ts", 'import "../repositories/buys";'],
  "webhooks-take-in": ["server/webhooks/decide.ts", 'import "../seller-calls/send";'],
  "transcript-writes-down": ["server/transcript/decide.ts", 'import "../workflows/pause-buy";'],
  "seller-calls-carry-out": ["server/seller-calls/decide.ts", 'import "../workflows/pause-buy";'],
  "transactions-are-handed-in": ["server/workflows/open.ts", 'import "../db/client";'],
  "auth-knows-people-only": ["server/auth/mail.ts", 'import "../workflows/pause-buy";'],
  "only-the-context-wires": ["server/api/shortcut.ts", 'import "../composition";'],
  "server-knows-no-page": ["server/words.ts", 'import "../app/_ui/money";'],
  "server-knows-no-framework": ["server/api/element.ts", 'import "react";'],
  "app-sees-domain-and-api": ["app/buys/query.ts", 'import "@/server/repositories/buys";'],
  "app-takes-types-from-the-api": ["app/buys/router.ts", 'import "@/server/api/buys";'],
  "ui-pieces-know-the-domain-only": ["app/_ui/buy-list.tsx", 'import "../buys/list";'],
  "no-cycles": ["server/domain/snake-tail.ts", 'import { head } from "./snake"; export const tail = head;'],
  "no-barrels": ["app/buys/all.ts", 'import "./index";'],
  "no-orphans": ["server/domain/lonely.ts", "export const lonely = 1;"],
  "no-unresolvable": ["app/buys/typo.ts", 'import "./lisst";'],
  "tests-are-not-imported": ["app/buys/reuse.ts", 'import "./words.test";'],
  "test-rows-stay-in-tests": ["prisma/rows.ts", 'import "../server/db/test-database";'],
  "the-app-evaluates-nothing": [
    "server/workflows/starts-a-process.ts",
    'import { execFile } from "node:child_process";\nexport const start = execFile;',
  ],
  "no-dev-packages-in-the-product": ["app/buys/assert.ts", 'import "vitest";'],
};

const besides = {
  "server/domain/snake.ts": 'import { tail } from "./snake-tail"; export const head = tail;',
  "app/buys/index.ts": 'export { List } from "./list";',
};

const packages = {
  dependencies: ["temporal-polyfill", "@adcp/sdk", "@modelcontextprotocol/sdk", "better-sqlite3", "@prisma/client"],
  more: ["zod", "react", "next"],
  devDependencies: ["vitest"],
};

let folder: string;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-layers-")));
  for (const name of ["tsconfig.json", ".dependency-cruiser.cjs"])
    fs.copyFileSync(path.join(root, name), path.join(folder, name));
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  write("package.json", {
    dependencies: versions([...packages.dependencies, ...packages.more]),
    devDependencies: versions(packages.devDependencies),
  });
  for (const name of Object.values(packages).flat()) {
    write(`node_modules/${name}/package.json`, { name, version: "1.0.0", main: "index.js" });
    write(`node_modules/${name}/index.js`, "module.exports = {};");
  }
  for (const [file, code] of Object.entries(house)) write(file, code);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string | object) {
  fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(folder, file), typeof content === "string" ? `${content}\n` : JSON.stringify(content));
}

const report = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

async function violations(): Promise<readonly string[]> {
  const cruiser = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const stdout = await new Promise<string>((resolve) => {
    const args = [cruiser, "--config", ".dependency-cruiser.cjs", "--output-type", "json", "."];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, out) => resolve(out));
  });
  const found = report.parse(JSON.parse(stdout)).summary.violations;
  return found.map((violation) => `${violation.rule.name}: ${violation.from}`).sort();
}

test("an app that keeps the rules is let through", async () => {
  expect(await violations()).toEqual([]);
});

test("one violation of each rule is reported by exactly that rule", async () => {
  for (const [file, code] of Object.values(planted)) write(file, code);
  for (const [file, code] of Object.entries(besides)) write(file, code);
  const found = await violations();
  const expected = Object.entries(planted).map(([rule, [file]]) => `${rule}: ${file}`);
  expect(found).toEqual(expected.sort());
});

test("every rule is planted, is an error and says where the code belongs", () => {
  expect(rules.map((rule) => rule.name).sort()).toEqual(Object.keys(planted).sort());
  for (const rule of rules) expect(rule).toMatchObject({ severity: "error", comment: expect.stringMatching(/.{40}/) });
});
