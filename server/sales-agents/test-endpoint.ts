import type { AgentEndpoint } from "./sales-agent";

/** An endpoint for tests: MCP, AdCP 3.0, no signature; `token` null: no credential. */
export function testEndpoint(
  url: string,
  token: string | null,
  more: Partial<Omit<AgentEndpoint, "url" | "auth">> = {},
): AgentEndpoint {
  return {
    organisationId: "org-1",
    salesAgentId: "agent-1",
    name: "Seller",
    url,
    protocol: "mcp",
    auth: token === null ? { kind: "none" } : { kind: "bearer", token },
    signing: null,
    version: "3.0",
    ...more,
  };
}
