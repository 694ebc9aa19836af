import { dialectOf } from "../domain/capabilities/allowed";
import { decodeCapabilities } from "../domain/capabilities/stored";
import type { MediaBuyPatch, NewLine } from "../domain/change/patch";
import { decodeIntent, decodePatch, decodeValues } from "../domain/change/stored-json";
import { lossReport } from "../domain/loss/loss-report";
import { type Used, type UsedPackage, usedByLine } from "../domain/loss/used-features";
import type { TargetingOverlay } from "../domain/targeting/overlay";
import { type Instant, instantFromMillis, millisOf } from "../domain/time";
import type { Ports } from "../ports";
import type { ChangeRecord } from "../repositories/changes";
import { saveCapabilities } from "../repositories/sales-agents";
import type { Capabilities } from "../sales-agents/sales-agent";
import { endpointOf } from "./endpoints";

/** Capabilities that are older are asked for again before something that relies on them goes out. */
const freshMs = 10 * 60_000;

/**
 * Why a change that was frozen and decided cannot go to its seller any more, from what the seller says it can now; null: it can. Only
 * creates, new packages and changes of targeting rely on that: nothing else costs a read here, and stopping spend never does. A seller
 * that does not answer is no reason not to try.
 */
export async function whyNoLongerOffered(ports: Ports, change: ChangeRecord): Promise<string | null> {
  const used = usedBy(change);
  if (used === null) return null;
  const { organisationId, salesAgentId } = change;
  const row = await ports.db.salesAgent.findFirst({
    where: { id: salesAgentId, organisationId },
    select: { name: true, protocol: true, adcpVersion: true, capabilities: true, capabilitiesAt: true },
  });
  if (!row?.capabilities) return null;
  const askedAt = row.capabilitiesAt === null ? null : instantFromMillis(row.capabilitiesAt.getTime());
  const capabilities = (await fresher(ports, change, askedAt)) ?? decodeCapabilities(row.capabilities);
  const seller = { name: row.name, capabilities, dialect: dialectOf(row.protocol, row.adcpVersion) };
  return lossReport(seller, used).find(({ severity }) => severity === "blocks")?.says ?? null;
}

async function fresher(
  ports: Ports,
  { organisationId, salesAgentId }: ChangeRecord,
  askedAt: Instant | null,
): Promise<Capabilities | null> {
  // Never dated: first contact is still to come, and it is the contact job's.
  if (askedAt === null || millisOf(ports.clock()) - millisOf(askedAt) < freshMs) return null;
  const endpoint = await endpointOf(ports.db, ports, organisationId, salesAgentId);
  const answer = await ports.salesAgents(endpoint).getCapabilities();
  if (answer.kind === "failed") return null;
  await ports.inTransaction((tx) => saveCapabilities(tx, organisationId, salesAgentId, answer.value, ports.clock()));
  return answer.value;
}

/** What of it a seller's capabilities decide; null: nothing. Goals and lists of properties are the product's to judge. */
function usedBy(change: ChangeRecord): Used | null {
  const packages =
    change.kind === "create_media_buy"
      ? decodeIntent(change.patch).packages.map(usedByNewLine)
      : change.kind === "update_media_buy"
        ? usedByPatch(decodePatch(change.patch), change)
        : [];
  return packages.length === 0 ? null : { packages, hasPoNumber: false, hasReports: false };
}

const anyProduct = { raw: {}, propertyTargetingAllowed: true };
const usedByNewLine = (line: NewLine): UsedPackage => ({ ...usedByLine(line, anyProduct), goals: [] });

function usedByPatch({ packages = {}, newPackages = [] }: MediaBuyPatch, change: ChangeRecord): UsedPackage[] {
  const targeted = Object.entries(packages).filter(([, { targetingOverlay }]) => targetingOverlay !== undefined);
  if (targeted.length === 0) return newPackages.map(usedByNewLine);
  const before = decodeValues(change.base).packages ?? {};
  return [
    ...newPackages.map(usedByNewLine),
    ...targeted.map(([packageId, { targetingOverlay = {} }]) => ({
      ...nothingElse,
      packageId,
      overlay: changedFields(targetingOverlay, before[packageId]?.targetingOverlay ?? {}),
    })),
  ];
}

const nothingElse = {
  product: anyProduct,
  goals: [],
  hasOwnFlight: false,
  hasBid: false,
  hasImpressionGoal: false,
  assignments: [],
  hasInlineCreatives: false,
} as const;

/** What the seller runs already is not ours to forbid. */
function changedFields(overlay: TargetingOverlay, before: TargetingOverlay): TargetingOverlay {
  const same = (field: string) => JSON.stringify(overlay[field]) === JSON.stringify(before[field]);
  return Object.fromEntries(Object.entries(overlay).filter(([field]) => !same(field)));
}
