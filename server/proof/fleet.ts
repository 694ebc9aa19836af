import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Manifest } from "./fleet/manifest";

export type Fleet = Manifest & {
  /** Orders that an ad server was asked for by all buyers, or a platform by the buyer with this account. */
  orders(counter: string, account?: string): Promise<number>;
  close(): Promise<void>;
};

/** Starts the sellers in a process of their own; it ends with us, however we end. */
export async function startFleet(): Promise<Fleet> {
  const child = spawn(process.execPath, ["--import", "tsx", "server/proof/fleet/host.ts"], {
    // The examples keep their state in memory, which the SDK refuses in production.
    env: { ...process.env, NODE_ENV: "test", ADCP_SUPPRESS_MULTI_ID_WARN: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The sellers ended with ${code}: ${said.join("")}`)));
  });
  return {
    ...(JSON.parse(line) as Manifest),
    async orders(counter, account = "POST /v1/orders") {
      const reply = await fetch(`${counter}/_debug/traffic`);
      const { traffic } = (await reply.json()) as { traffic: Record<string, number> };
      return traffic[account] ?? 0;
    },
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
}
