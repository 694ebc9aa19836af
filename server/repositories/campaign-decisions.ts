import type { Db, Tx } from "../db/client";
import type { Instant } from "../domain/time";
import { instantOf } from "./row-instants";

export type CampaignDecisions = {
  /** The newest set of creates, whatever its state. */
  readonly changeSet: { readonly id: string; readonly state: string } | null;
  readonly lastRejection: { readonly by: string; readonly reason: string; readonly at: Instant } | null;
  /** Who may approve: everybody with the role, the author included. */
  readonly approvers: readonly { readonly id: string; readonly name: string }[];
  /** Per currency and kind of money, what this campaign has committed already and what is on its way. */
  readonly committed: readonly { readonly currency: string; readonly sandbox: boolean; readonly micros: bigint }[];
};

const over = ["COMPLETED", "CANCELED", "REJECTED", "FAILED", "ARCHIVED"];

/** What has been decided about a campaign so far, and who can decide next. */
export async function readCampaignDecisions(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<CampaignDecisions> {
  const changeSet = await db.changeSet.findFirst({
    where: { organisationId, campaignId, kind: "create" },
    select: { id: true, state: true, approvals: { orderBy: { at: "desc" }, take: 1 } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const approvers = await db.user.findMany({
    where: { organisationId, disabledAt: null, role: { in: ["approver", "admin"] } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  const committed = await db.mediaBuy.groupBy({
    by: ["currency", "sandbox"],
    where: { organisationId, campaignId, status: { notIn: over } },
    _sum: { totalMicros: true },
  });
  const rejection = changeSet?.state === "rejected" ? changeSet.approvals[0] : undefined;
  const by = rejection ? await db.user.findFirst({ where: { id: rejection.byUserId, organisationId } }) : null;
  return {
    changeSet: changeSet ? { id: changeSet.id, state: changeSet.state } : null,
    lastRejection: rejection
      ? { by: by?.name ?? "An approver", reason: rejection.reason, at: instantOf(rejection.at) }
      : null,
    approvers,
    committed: committed.map((row) => ({
      currency: row.currency,
      sandbox: row.sandbox,
      micros: row._sum.totalMicros ?? 0n,
    })),
  };
}
