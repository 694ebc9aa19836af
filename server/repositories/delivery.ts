import type { Tx } from "../db/client";
import type { DeliveryDay } from "../domain/delivery/delivery-rows";
import type { Instant } from "../domain/time";

/** What is stored for one package, oldest day first. */
export function storedDays(tx: Tx, organisationId: string, packageId: string): Promise<DeliveryDay[]> {
  return tx.deliveryRow.findMany({
    where: { organisationId, packageId },
    orderBy: { day: "asc" },
    select: { day: true, impressions: true, clicks: true, spendMicros: true },
  });
}

export type DeliveryTarget = {
  readonly organisationId: string;
  readonly mediaBuyId: string;
  readonly packageId: string;
  readonly currency: string;
  readonly asOf: Instant;
};

/** Replaces the package's rows of these days; other days stay. */
export async function replaceDays(
  tx: Tx,
  target: DeliveryTarget,
  rows: readonly DeliveryDay[],
  newId: () => string,
): Promise<void> {
  const { organisationId, mediaBuyId, packageId, currency } = target;
  const days = rows.map((row) => row.day);
  await tx.deliveryRow.deleteMany({ where: { organisationId, packageId, day: { in: days } } });
  const asOf = new Date(target.asOf);
  await tx.deliveryRow.createMany({
    data: rows.map(({ day, impressions, clicks, spendMicros }) => ({
      id: newId(),
      organisationId,
      mediaBuyId,
      packageId,
      currency,
      asOf,
      day,
      impressions,
      clicks,
      spendMicros,
    })),
  });
}
