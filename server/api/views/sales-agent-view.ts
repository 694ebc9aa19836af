import {
  type BillingParty,
  isImplicit,
  offersFinancials,
  supportedBilling,
  whyNotOpened,
} from "../../domain/account/account-tools";
import type { Instant } from "../../domain/time";
import type { AccountRecord } from "../../repositories/accounts";
import type { CredentialRecord, SalesAgentRecord } from "../../repositories/sales-agents";

export type AgentHealth = "ok" | "failing" | "never_reached";

/** How accounts come to be at this agent. */
export type AccountOpening = {
  /** Why none can be opened from here; null: one can. */
  readonly closed: string | null;
  /** Nobody is asked: brand and operator are the account. */
  readonly implicit: boolean;
  readonly billing: readonly BillingParty[];
  readonly sandbox: boolean;
  readonly financials: boolean;
};

/** A sales agent as the desk shows it; how we prove who we are to it, never the secret. */
export type SalesAgentView = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  /** Where it was found; null: entered by hand. */
  readonly domain: string | null;
  readonly sandbox: boolean;
  readonly credential: CredentialRecord;
  readonly signsRequests: boolean;
  /** Tools whose requests the seller takes only signed, as it says. */
  readonly wantsSigned: readonly string[];
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
  readonly opening: AccountOpening;
  readonly revision: number;
};

export function toSalesAgentView(agent: SalesAgentRecord): SalesAgentView {
  const { organisationId: _, capabilities, ...rest } = agent;
  return {
    ...rest,
    health: healthOf(agent),
    wantsSigned: capabilities?.requestSigning?.requiredFor ?? [],
    seller: capabilities && sellerOf(capabilities),
    opening: openingOf(agent),
  };
}

function openingOf({ name, capabilities }: SalesAgentRecord): AccountOpening {
  const implicit = capabilities !== null && isImplicit(capabilities);
  return {
    closed: whyNotOpened(capabilities, name),
    implicit,
    billing: capabilities === null ? [] : supportedBilling(capabilities),
    sandbox: implicit || capabilities?.sandboxAccounts === true,
    financials: capabilities !== null && offersFinancials(capabilities),
  };
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
