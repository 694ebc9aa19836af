import { dialectOf } from "../../domain/capabilities/allowed";
import type { Capabilities, TargetingCapabilities } from "../../domain/capabilities/capabilities";
import { type IdempotencyCheck, trustedReplayTtl } from "../../domain/capabilities/idempotency-check";
import { cannotExpress } from "../../domain/loss/cannot-express";
import { targetingWords } from "../../domain/targeting/targeting-limits";
import type { Instant } from "../../domain/time";
import type { SalesAgentRecord } from "../../repositories/sales-agents";
import { whyNoCheck } from "../../seller-calls/check-idempotency";
import { type LossView, toLossView } from "./package-plan-view";

/** What an agent says it can, as facts for people; empty lists: not declared. */
export type CapabilitiesView = {
  readonly askedAt: Instant | null;
  /** null: never asked. */
  readonly says: {
    readonly sellerName: string | null;
    readonly description: string | null;
    readonly version: string;
    readonly specialisms: readonly string[];
    readonly channels: readonly string[];
    readonly publisherDomains: readonly string[];
    readonly pricingModels: readonly string[];
    /** null: it has not said. */
    readonly targeting: readonly string[] | null;
    readonly conversions: string | null;
    readonly reporting: readonly string[] | null;
    readonly inlineCreatives: boolean;
    readonly account: readonly string[];
    readonly tools: readonly string[];
  } | null;
  readonly repeats: {
    readonly claimedSeconds: number | null;
    /** What we rely on: the claim, unless it was seen broken. */
    readonly trustedSeconds: number | null;
    readonly check: IdempotencyCheck | null;
    /** null: it can be tried now; else why not. */
    readonly whyNoCheck: string | null;
  };
  /** What no request to it can say, whatever a campaign uses. */
  readonly cannot: readonly LossView[];
};

export function toCapabilitiesView(agent: SalesAgentRecord): CapabilitiesView {
  const { capabilities, capabilitiesAt, idempotencyCheck, name, protocol, adcpVersion } = agent;
  const claimedSeconds = capabilities?.replayTtlSeconds ?? null;
  const seller = { name, capabilities, dialect: dialectOf(protocol, adcpVersion) };
  return {
    askedAt: capabilitiesAt,
    says: capabilities && saysOf(capabilities, adcpVersion),
    repeats: {
      claimedSeconds,
      trustedSeconds: trustedReplayTtl(claimedSeconds, idempotencyCheck),
      check: idempotencyCheck,
      whyNoCheck: whyNoCheck(agent),
    },
    cannot: cannotExpress(seller).map((line) => toLossView(line, [])),
  };
}

function saysOf(capabilities: Capabilities, adcpVersion: string): NonNullable<CapabilitiesView["says"]> {
  const { sellerName, description, specialisms, channels, publisherDomains, pricingModels, tools } = capabilities;
  const { majorVersions, conversions, reportingMethods, inlineCreatives, targeting } = capabilities;
  const declared = majorVersions.map((version) => `${version}.x`).join(", ");
  return {
    sellerName,
    description,
    version: declared === "" ? adcpVersion : declared,
    specialisms,
    channels,
    publisherDomains,
    pricingModels,
    targeting: targeting && targetingFacts(targeting, capabilities.audiences !== null),
    conversions: conversions && conversionWords(conversions),
    reporting: reportingMethods,
    inlineCreatives,
    account: accountFacts(capabilities),
    tools,
  };
}

function targetingFacts(targeting: TargetingCapabilities, audiences: boolean): readonly string[] {
  const of = (values: readonly string[]) => ` (${values.map((one) => one.replaceAll("_", " ")).join(", ")})`;
  const facts: readonly (readonly [string, boolean, readonly string[]])[] = [
    ["geo_countries", targeting.countries, []],
    ["geo_regions", targeting.regions, []],
    ["geo_metros", targeting.metros.length > 0, targeting.metros],
    ["geo_postal_areas", targeting.postalAreas.length > 0, targeting.postalAreas],
    ["geo_proximity", targeting.proximity !== null, targeting.proximity?.methods ?? []],
    ["language", targeting.language, []],
    ["age_restriction", targeting.ageRestriction !== null, targeting.ageRestriction?.methods ?? []],
    ["audience_include", audiences, []],
    ["keyword_targets", targeting.keywords !== null, targeting.keywords ?? []],
    ["negative_keywords", targeting.negativeKeywords !== null, targeting.negativeKeywords ?? []],
  ];
  return facts
    .filter(([, offered]) => offered)
    .map(
      ([field, , values]) =>
        `${targetingWords(field).replace("targeting by ", "")}${values.length > 0 ? of(values) : ""}`,
    );
}

function conversionWords({ eventTypes, multiSourceDedup }: NonNullable<Capabilities["conversions"]>): string {
  const events = eventTypes === null ? "every standard event" : eventTypes.join(", ").replaceAll("_", " ");
  return multiSourceDedup ? `${events}; several sources a goal` : `${events}; one source a goal`;
}

function accountFacts({ account, sandboxAccounts, requireOperatorAuth }: Capabilities): readonly string[] {
  return [
    ...(sandboxAccounts ? ["sandbox accounts"] : []),
    ...(account.billing.length > 0 ? [`billed to ${account.billing.join(", ")}`] : []),
    ...(account.financials ? ["shows financials"] : []),
    ...(account.requiredForProducts ? ["products only with an account"] : []),
    ...(requireOperatorAuth ? ["operators sign in themselves"] : []),
  ];
}
