import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rename } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { worldKey } from "./test-world";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = path.join(root, "node_modules/.cache/flightdeck-kill");
type Program = "test-desk-process" | "test-lease-process";

/** Where `bundleFor` leaves a program. */
export const bundled = (program: Program): string => path.join(folder, `${program}.mjs`);

const commonJs = [
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  'import { fileURLToPath as toPath } from "node:url"; const __filename = toPath(import.meta.url);',
  'const __dirname = __filename.replace(/[^/]*$/, "");',
].join("");

/** A program as one file: hundreds of starts must not spend their time on finding modules. */
export async function bundleFor(program: Program): Promise<void> {
  const esbuild = createRequire(createRequire(import.meta.url).resolve("tsx")).resolve("esbuild/bin/esbuild");
  const entry = path.join(root, `server/faults/${program}.ts`);
  const draft = path.join(folder, `${program}.${process.pid}.mjs`);
  const as = ["--bundle", "--platform=node", "--format=esm", "--external:better-sqlite3", "--log-level=error"];
  const names = [`--alias:@=${root.replace(/\/$/, "")}`, `--outfile=${draft}`, `--banner:js=${commonJs}`];
  await promisify(execFile)(esbuild, [entry, ...as, ...names], { cwd: root });
  // Renaming is atomic: two test files may both build it, none ever starts half of it.
  await rename(draft, bundled(program));
}

type Said<T> = { readonly result?: T; readonly error?: string };

export type Asked = {
  readonly role: string;
  readonly organisationId: string;
  readonly mutationId: string;
  readonly path: string;
  readonly input: unknown;
};

/** One life of the desk. `crashAt`: where it ends itself; without, only its killer ends it. */
export class Killable {
  readonly #child: ChildProcess;
  readonly port: Promise<number>;
  readonly gone: Promise<NodeJS.Signals | null>;
  ended = false;

  constructor(databaseUrl: string, crashAt?: string, more: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [bundled("test-desk-process")], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        TZ: process.env.TZ,
        NODE_ENV: "production",
        DATABASE_URL: databaseUrl,
        BETTER_AUTH_SECRET: "a secret of at least thirty-two characters",
        FLIGHTDECK_ENCRYPTION_KEY: worldKey.toString("base64"),
        FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
        FLIGHTDECK_POLL_SECONDS: "0.3",
        FLIGHTDECK_DELIVERY_SECONDS: "30",
        LOG_LEVEL: "silent",
        FLIGHTDECK_CRASH_POINTS: "1",
        ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
        ...more,
      },
    });
    this.gone = once(this.#child, "exit").then(([, signal]) => {
      this.ended = true;
      return signal as NodeJS.Signals | null;
    });
    const { stdout } = this.#child;
    this.port = new Promise((resolve) => stdout?.once("data", (line: Buffer) => resolve(Number(line.toString()))));
    // A life that ends before it listens never says where.
    void this.gone.then(() => stdout?.destroy());
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.#child.kill(signal);
  }

  /** One procedure of the desk; null when this life ended before it had answered. Throws what the desk refuses. */
  async ask<T>(asked: Asked): Promise<T | null> {
    const port = await Promise.race([this.port, this.gone.then(() => null)]);
    if (port === null) return null;
    const body = JSON.stringify(asked, (_, value) => (typeof value === "bigint" ? String(value) : value));
    for (;;) {
      const reply = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body })
        .then(async (response) => ({ status: response.status, ...((await response.json()) as Said<T>) }))
        .catch(() => null);
      if (reply === null) {
        await this.gone;
        return null;
      }
      if (reply.status === 409) throw new Error(`${asked.path}: ${reply.error}`);
      if (reply.status === 200) return reply.result ?? null;
      // Failed on its side (a machine so busy that a transaction ran out of time): nothing was said yes to, so it is pressed again.
      await tick(100);
    }
  }
}
