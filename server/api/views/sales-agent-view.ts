import type { Instant } from "../../domain/time";
import type { AccountRecord } from "../../repositories/accounts";
import type { CredentialRecord, SalesAgentRecord } from "../../repositories/sales-agents";

export type AgentHealth = "ok" | "failing" | "never_reached";

/** A sales agent as the desk shows it; how we prove who we are to it, never the secret. */
export type SalesAgentView = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  readonly sandbox: boolean;
  readonly credential: CredentialRecord;
  readonly signsRequests: boolean;
  readonly health: AgentHealth;
  readonly lastContactAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly lastLatencyMs: number | null;
  /** The seller's or the network's own words: untrusted text. */
  readonly lastError: string | null;
  readonly capabilitiesAt: Instant | null;
  readonly seller: {
    readonly name: string | null;
    readonly description: string | null;
    readonly protocols: readonly string[];
    readonly specialisms: readonly string[];
    readonly channels: readonly string[];
    readonly publisherDomains: readonly string[];
    readonly tools: readonly string[];
    readonly majorVersions: readonly number[];
    readonly replayTtlSeconds: number | null;
    readonly inlineCreatives: boolean;
    readonly sandboxAccounts: boolean;
  } | null;
  readonly accounts: readonly AccountRecord[];
  readonly revision: number;
};

export function toSalesAgentView(agent: SalesAgentRecord): SalesAgentView {
  const { organisationId: _, capabilities, ...rest } = agent;
  return { ...rest, health: healthOf(agent), seller: capabilities && sellerOf(capabilities) };
}

function sellerOf(capabilities: NonNullable<SalesAgentRecord["capabilities"]>): SalesAgentView["seller"] {
  const { sellerName, description, protocols, specialisms, channels, publisherDomains, tools } = capabilities;
  const { majorVersions, replayTtlSeconds, inlineCreatives, sandboxAccounts } = capabilities;
  return {
    name: sellerName,
    description,
    protocols,
    specialisms,
    channels,
    publisherDomains,
    tools,
    majorVersions,
    replayTtlSeconds,
    inlineCreatives,
    sandboxAccounts,
  };
}

function healthOf(agent: SalesAgentRecord): AgentHealth {
  if (agent.lastContactAt === null) return "never_reached";
  return agent.lastError === null ? "ok" : "failing";
}
