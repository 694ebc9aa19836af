import type { Tx } from "../db/client";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import type { Ports } from "../ports";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages, savePackage } from "../repositories/bought-packages";
import { matchPackages } from "../sales-agents/match-packages";
import type { PackageSnapshot } from "../sales-agents/sales-agent";

/** Gives our packages of a new buy the seller's ids, once. `shown`: from the reply and the read, the reply first. */
export async function tieSellerPackages(
  tx: Tx,
  ports: Pick<Ports, "clock">,
  buy: BoughtMediaBuy,
  intent: CreateMediaBuyIntent,
  shown: readonly PackageSnapshot[],
): Promise<void> {
  const packages = await boughtPackages(tx, buy.organisationId, buy.id);
  const open = packages.filter((pack) => pack.sellerPackageId === null);
  if (open.length === 0) return;
  const taken = new Set(packages.map((pack) => pack.sellerPackageId));
  const merged = new Map<string, PackageSnapshot>();
  for (const one of shown) {
    if (!taken.has(one.packageId)) merged.set(one.packageId, { ...one, ...merged.get(one.packageId) });
  }
  const wanted = intent.packages.filter((line) => open.some((pack) => pack.id === line.packageId));
  const matches = matchPackages(wanted, [...merged.values()]);
  for (const pack of open) {
    const sellerPackageId = matches.get(pack.id)?.packageId;
    if (sellerPackageId !== undefined)
      await savePackage(tx, pack, { sellerPackageId }, { at: ports.clock(), moved: true });
  }
}
