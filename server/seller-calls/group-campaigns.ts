import type { Tx } from "../db/client";
import { type CampaignGroup, groupOf, groupRef, partOf } from "../domain/adopt/grouping";
import { DomainError } from "../domain/errors";
import type { Ports } from "../ports";
import type { Adoption } from "../repositories/adoptions";
import { sizesOfAdoption } from "../repositories/found-lists";
import type { ChosenBuy } from "../repositories/found-media-buys";

export type GroupCampaigns = {
  /** undefined: of a buy that was not among them. */
  readonly idOf: (buy: ChosenBuy) => string | undefined;
  /** How many did not exist before. */
  readonly made: number;
};

/**
 * The campaign of every buy: the chosen one, or that of its group, made once however often a chunk is tried. Five statements.
 * INVALID_TRANSITION when the chosen one was put away meanwhile.
 */
export async function groupCampaigns(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  adoption: Adoption,
  sellerName: string,
  buys: readonly ChosenBuy[],
): Promise<GroupCampaigns> {
  const { organisationId, grouping } = adoption;
  if (grouping.kind === "campaign") {
    await refusePutAway(tx, organisationId, grouping.campaignId);
    return { idOf: () => grouping.campaignId, made: 0 };
  }
  const groupOfBuy = await grouped(tx, adoption, sellerName, buys);
  const groups = new Map<string, { readonly group: CampaignGroup; readonly first: ChosenBuy }>();
  for (const buy of buys) {
    const group = groupOfBuy.get(buy.id);
    if (group && !groups.has(group.key)) groups.set(group.key, { group, first: buy });
  }
  const refs = new Map([...groups.keys()].map((key) => [key, groupRef(adoption.id, key)]));
  const existing = await tx.campaign.findMany({
    where: { organisationId, buyerRef: { in: [...refs.values()] } },
    select: { id: true, buyerRef: true },
  });
  const ids = new Map(existing.map((row) => [row.buyerRef, row.id]));
  const missing = [...groups.values()].filter(({ group }) => !ids.has(refs.get(group.key) ?? ""));
  for (const { group } of missing) ids.set(refs.get(group.key) ?? "", ports.newId());
  await insertGroups(tx, ports, adoption, missing, (group) => {
    const buyerRef = refs.get(group.key) ?? "";
    return { buyerRef, id: ids.get(buyerRef) ?? ports.newId() };
  });
  const idOf = (buy: ChosenBuy) => ids.get(refs.get(groupOfBuy.get(buy.id)?.key ?? "") ?? "");
  return { idOf, made: missing.length };
}

async function grouped(
  tx: Tx,
  { id, organisationId, grouping, done, skipped }: Adoption,
  sellerName: string,
  buys: readonly ChosenBuy[],
): Promise<ReadonlyMap<string, CampaignGroup>> {
  const by = grouping.kind === "po_number" ? "poNumber" : grouping.kind === "brand" ? "brandDomain" : null;
  const sizes = by === null ? null : await sizesOfAdoption(tx, organisationId, id, by);
  return new Map(
    buys.flatMap((buy, index) => {
      const group = groupOf(grouping, buy, sellerName);
      const size = by === null ? 1 : (sizes?.get(buy[by]) ?? 1);
      return group === null ? [] : [[buy.id, partOf(group, size, done + skipped + index)] as const];
    }),
  );
}

async function insertGroups(
  tx: Tx,
  ports: Pick<Ports, "clock">,
  adoption: Adoption,
  groups: readonly { readonly group: CampaignGroup; readonly first: ChosenBuy }[],
  identityOf: (group: CampaignGroup) => { readonly id: string; readonly buyerRef: string },
): Promise<void> {
  const { organisationId, grouping, startedById } = adoption;
  const organisation = await tx.organisation.findUnique({ where: { id: organisationId }, select: { timeZone: true } });
  const brands = await tx.brand.findMany({ where: { organisationId }, select: { id: true, domain: true } });
  const byDomain = new Map(brands.map((brand) => [brand.domain, brand.id]));
  const at = new Date(ports.clock());
  // A brand is a campaign's only where all of its buys share it.
  const shared = grouping.kind === "brand" || grouping.kind === "each";
  await tx.campaign.createMany({
    data: groups.map(({ group, first }) => ({
      ...identityOf(group),
      organisationId,
      state: "applied",
      name: group.name,
      poNumber: group.poNumber,
      brandId: shared && first.brandDomain !== null ? (byDomain.get(first.brandDomain) ?? null) : null,
      timeZone: organisation?.timeZone ?? "UTC",
      currency: first.currency,
      createdById: startedById,
      createdAt: at,
      updatedAt: at,
    })),
  });
}

async function refusePutAway(tx: Tx, organisationId: string, campaignId: string): Promise<void> {
  const campaign = await tx.campaign.findFirst({
    where: { id: campaignId, organisationId },
    select: { archivedAt: true },
  });
  if (campaign && campaign.archivedAt === null) return;
  throw new DomainError("INVALID_TRANSITION", "The campaign that was chosen is no longer there; choose another one");
}
