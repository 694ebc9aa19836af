import type { CreateMediaBuyIntent } from "../domain/change/patch";
import type { Ports } from "../ports";
import type { BoughtPackage, SavePackage } from "../repositories/bought-packages";
import { matchPackages } from "../sales-agents/match-packages";
import type { PackageSnapshot } from "../sales-agents/sales-agent";

/** Gives our packages of a new buy the seller's ids, once; answers with them as they are then. `shown`: from the reply and the read, the reply first. */
export async function tieSellerPackages(
  ports: Pick<Ports, "clock">,
  packages: readonly BoughtPackage[],
  intent: CreateMediaBuyIntent,
  shown: readonly PackageSnapshot[],
  save: SavePackage,
): Promise<readonly BoughtPackage[]> {
  const open = packages.filter((pack) => pack.sellerPackageId === null);
  const taken = new Set(packages.map((pack) => pack.sellerPackageId));
  const merged = new Map<string, PackageSnapshot>();
  for (const one of shown) {
    if (!taken.has(one.packageId)) merged.set(one.packageId, { ...one, ...merged.get(one.packageId) });
  }
  const wanted = intent.packages.filter((line) => open.some((pack) => pack.id === line.packageId));
  const matches = matchPackages(wanted, [...merged.values()]);
  const tied: BoughtPackage[] = [];
  for (const pack of packages) {
    const sellerPackageId = pack.sellerPackageId ?? matches.get(pack.id)?.packageId ?? null;
    tied.push({ ...pack, sellerPackageId });
    if (pack.sellerPackageId !== null || sellerPackageId === null) continue;
    await save(pack, { sellerPackageId }, { at: ports.clock(), moved: true });
  }
  return tied;
}
