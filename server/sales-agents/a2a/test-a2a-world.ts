import type { AgentAuth, SalesAgent } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { testEndpoint } from "../test-endpoint";
import { type A2aScript, type ScriptedA2aAgent, scriptedA2aAgent } from "./scripted-a2a-agent";

export const account = { kind: "id", accountId: "acc-1" } as const;
export const key = "3f8d5a0e-1111-4222-8333-444455556666";
export const request = { tool: "create_media_buy", body: '{"packages":[]}' };
export const made = { media_buy_id: "mb-1", packages: [] };

type Closable = { close(): Promise<unknown> };
/** What the tests of one file have opened. */
export const open: Closable[] = [];
export async function closeAll(): Promise<void> {
  for (const item of open.splice(0).reverse()) await item.close();
}

type World = { readonly agent: SalesAgent; readonly seller: ScriptedA2aAgent };

/** A scripted agent and our way to it, closed after the test. */
export async function given(
  script: A2aScript,
  more: { readonly auth?: AgentAuth; readonly path?: string } = {},
): Promise<World> {
  const seller = await scriptedA2aAgent(script);
  const agents = salesAgentsFor({
    allowedHosts: ["127.0.0.1"],
    deadlines: { create_media_buy: 300, get_products: 300 },
    maxReplyBytes: 100_000,
  });
  open.push(seller, agents);
  const endpoint = testEndpoint(`${seller.origin}${more.path ?? "/a2a"}`, "seller-token", { protocol: "a2a" });
  return { seller, agent: agents(more.auth ? { ...endpoint, auth: more.auth } : endpoint) };
}
