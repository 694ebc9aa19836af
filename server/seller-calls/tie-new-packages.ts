import type { Tx } from "../db/client";
import type { MediaBuyPatch } from "../domain/change/patch";
import type { Ports } from "../ports";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import { insertBoughtPackage } from "../repositories/new-packages";
import { matchPackages } from "../sales-agents/match-packages";
import type { PackageSnapshot } from "../sales-agents/sales-agent";

/**
 * Packages that an update added get their rows once the seller shows them, by our id in `context.package_id`, else by product and
 * budget; until then there is nothing to pause, pay or report. `shown`: from the reply and the read, the reply first.
 */
export async function tieNewPackages(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  buy: BoughtMediaBuy,
  patch: MediaBuyPatch,
  shown: readonly PackageSnapshot[],
): Promise<void> {
  const { newPackages = [] } = patch;
  if (newPackages.length === 0) return;
  const ours = await boughtPackages(tx, buy.organisationId, buy.id);
  const open = newPackages.filter((line) => !ours.some((pack) => pack.id === line.packageId));
  const taken = new Set(ours.map((pack) => pack.sellerPackageId));
  const merged = new Map<string, PackageSnapshot>();
  for (const one of shown) {
    if (!taken.has(one.packageId)) merged.set(one.packageId, { ...one, ...merged.get(one.packageId) });
  }
  const matches = matchPackages(open, [...merged.values()]);
  for (const line of open) {
    const sellerPackageId = matches.get(line.packageId)?.packageId;
    if (sellerPackageId !== undefined) await insertBoughtPackage(tx, ports, buy, line, sellerPackageId);
  }
}
