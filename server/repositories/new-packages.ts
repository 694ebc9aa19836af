import type { Tx } from "../db/client";
import type { NewPackage } from "../domain/change/patch";
import { writeStored } from "../domain/change/stored-json";
import type { Instant } from "../domain/time";
import type { BoughtMediaBuy } from "./bought-media-buys";
import { addAssignments, replaceAssignments } from "./bought-packages";

/** The row of a package that an update added, with the seller's id, after the ones that are there. */
export async function insertBoughtPackage(
  tx: Tx,
  ports: { readonly clock: () => Instant; readonly newId: () => string },
  buy: BoughtMediaBuy,
  line: NewPackage,
  sellerPackageId: string,
): Promise<void> {
  const { organisationId, id: mediaBuyId, campaignId, salesAgentId, accountId, currency } = buy;
  const at = ports.clock();
  const last = await tx.package.aggregate({ where: { organisationId, campaignId }, _max: { position: true } });
  await tx.package.create({
    data: {
      id: line.packageId,
      organisationId,
      campaignId,
      mediaBuyId,
      salesAgentId,
      accountId,
      currency,
      sellerPackageId,
      position: (last._max.position ?? 0) + 1,
      name: line.name,
      productId: line.productId,
      productSnapshotId: line.productSnapshotId,
      pricingOptionId: line.pricingOptionId,
      budgetMicros: line.budgetMicros,
      bidMicros: line.bidMicros,
      impressions: line.impressions,
      pacing: line.pacing,
      startAt: dateOrNull(line.startAt),
      endAt: dateOrNull(line.endAt),
      paused: line.paused,
      targetingOverlay: writeStored(line.targetingOverlay),
      optimizationGoals: writeStored(line.optimizationGoals),
      createdAt: new Date(at),
      updatedAt: new Date(at),
    },
  });
  const pack = { id: line.packageId, organisationId };
  const made = { at, newId: ports.newId };
  if (line.creativeAssignments.length > 0) await replaceAssignments(tx, pack, line.creativeAssignments, made);
  if (line.newCreatives) await addAssignments(tx, pack, line.newCreatives, made);
}

function dateOrNull(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
