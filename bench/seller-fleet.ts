import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ProductQuery } from "../server/sales-agents/sales-agent";
import { type ClosableSalesAgents, salesAgentsFor } from "../server/sales-agents/sales-agents";
import { testEndpoint } from "../server/sales-agents/test-endpoint";

export type Fleet = { readonly urls: readonly string[]; readonly dead: string; readonly stop: () => void };

/** Sellers in a process of their own, so that what they cost is not counted as ours. */
export async function startFleet(count: number, delayMs: number): Promise<Fleet> {
  const args = ["--import", "tsx", "bench/slow-sellers.ts", String(count), String(delayMs)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  return { ...(JSON.parse(line) as Pick<Fleet, "urls" | "dead">), stop: () => child.kill("SIGKILL") };
}

export const makeAgents = (): ClosableSalesAgents => salesAgentsFor({ allowedHosts: ["127.0.0.1"] });

const query: ProductQuery = {
  brief: "Autumn jackets",
  brandDomain: "alpenglow.example",
  account: null,
  startDay: null,
  endDay: null,
  currency: "USD",
  countries: [],
};

/** One product search through everything: port, adapter, protocol, guard, transport and our words for ten products. */
export async function askOurs(agents: ClosableSalesAgents, url: string, signal?: AbortSignal): Promise<void> {
  const agent = agents({ ...testEndpoint(url, "bench-token"), salesAgentId: url });
  const read = await agent.getProducts(query, signal);
  if (read.kind !== "ok" || read.value.products.length !== 10) throw new Error(`Not answered: ${JSON.stringify(read)}`);
}

const request = {
  method: "POST",
  headers: {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: "Bearer x",
  },
  body: JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "get_products", arguments: query },
  }),
} as const;

/** The floor: the same request with Node's own fetch, its body parsed, nothing else. */
export async function askRaw(url: string): Promise<void> {
  const reply = await (await fetch(url, request)).json();
  if ((reply as { readonly result?: unknown }).result === undefined) throw new Error("Not answered");
}
