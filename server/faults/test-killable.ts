import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as tick } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { keptCompiled } from "../test-program";
import { worldKey } from "./test-world";

const root = fileURLToPath(new URL("../..", import.meta.url));

let program: readonly string[] = [];

type TestDatabase = { readonly url: string; readonly dispose: () => Promise<void> };

/** To be awaited before the first life: what they all run. */
export async function prepareLives(testDatabase: () => Promise<TestDatabase>): Promise<void> {
  program = await keptCompiled("server/faults/test-desk-process.ts", async (args) => {
    program = args;
    const database = await testDatabase();
    const life = new Killable(database.url);
    const asked = { role: "planner", organisationId: "nobody", mutationId: randomUUID(), path: "changeSets.get" };
    const body = JSON.stringify({ ...asked, input: { changeSetId: randomUUID() } });
    const port = await Promise.race([life.port, life.gone]);
    if (typeof port !== "number") throw new Error("the desk does not start");
    await fetch(`http://127.0.0.1:${port}`, { method: "POST", body });
    life.kill("SIGUSR2");
    await life.gone;
    await database.dispose();
  });
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
    this.#child = spawn(process.execPath, program, {
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
