import type { Db, Tx } from "../db/client";
import { DomainError, notFound } from "../domain/errors";

export type OrganisationLimits = {
  readonly name: string;
  readonly currency: string;
  readonly approvalLimitMicros: bigint | null;
};

export async function readOrganisationLimits(db: Db | Tx, organisationId: string): Promise<OrganisationLimits> {
  const row = await db.organisation.findUnique({
    where: { id: organisationId },
    select: { name: true, currency: true, approvalLimitMicros: true },
  });
  if (!row) throw notFound("The organisation");
  return row;
}

/** STALE_REVISION when the limit is no longer `before`. */
export async function saveApprovalLimit(
  tx: Tx,
  organisationId: string,
  before: bigint | null,
  limitMicros: bigint | null,
): Promise<void> {
  const where = { id: organisationId, approvalLimitMicros: before };
  const { count } = await tx.organisation.updateMany({ where, data: { approvalLimitMicros: limitMicros } });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed the limit meanwhile");
}

export type CampaignPlan = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly totalMicros: bigint | null;
};

/** A campaign's total as planned. NOT_FOUND, also for another organisation's. */
export async function campaignPlan(db: Db | Tx, organisationId: string, campaignId: string): Promise<CampaignPlan> {
  const row = await db.campaign.findFirst({
    where: { id: campaignId, organisationId },
    select: { id: true, name: true, currency: true, totalMicros: true },
  });
  if (!row) throw notFound("The campaign");
  return row;
}

export async function campaignName(tx: Tx, organisationId: string, campaignId: string): Promise<string> {
  return (await campaignPlan(tx, organisationId, campaignId)).name;
}

/** Totals of the campaigns named, by id. */
export async function campaignPlans(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<readonly CampaignPlan[]> {
  return db.campaign.findMany({
    where: { organisationId, id: { in: [...ids] } },
    select: { id: true, name: true, currency: true, totalMicros: true },
    orderBy: { name: "asc" },
  });
}

/** The waiting changes of one set (what a decision on it would send), or, where it is decided, none. */
export async function waitingChangeIds(db: Db | Tx, organisationId: string, changeSetId: string): Promise<string[]> {
  const set = await db.changeSet.findFirst({
    where: { id: changeSetId, organisationId },
    select: { changes: { where: { state: "in_review" }, select: { id: true }, orderBy: { position: "asc" } } },
  });
  if (!set) throw notFound("The change set");
  return set.changes.map(({ id }) => id);
}

export type LimitChange = {
  readonly id: string;
  readonly at: Date;
  readonly actorName: string;
  readonly summary: string;
  readonly campaignId: string | null;
};

const limitActions = ["spend_cap.changed", "organisation.approval_limit"];
const historyLength = 20;

/** Who moved caps and limits, newest first. Each action is asked for by itself: the end of its index, however long the record is. */
export async function limitHistory(
  db: Db | Tx,
  organisationId: string,
  campaignId: string | null,
): Promise<readonly LimitChange[]> {
  const about = campaignId === null ? { in: ["organisation", "campaign"] } : "campaign";
  const subject = { subjectType: about, ...(campaignId === null ? {} : { subjectId: campaignId }) };
  const rows = await Promise.all(
    limitActions.map((action) =>
      db.auditRow.findMany({
        where: { organisationId, action, ...subject },
        select: { id: true, at: true, actorName: true, summary: true, campaignId: true, seq: true },
        orderBy: { seq: "desc" },
        take: historyLength,
      }),
    ),
  );
  return rows
    .flat()
    .sort((one, other) => other.seq - one.seq)
    .slice(0, historyLength);
}
