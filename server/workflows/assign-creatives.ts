import type { Tx } from "../db/client";
import { type Fit, packageFit } from "../domain/creative/format-fit";
import { type AssignDecision, decideAssign } from "../domain/creative/readiness";
import { DomainError, type FieldIssue, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { assign, type MatrixPackage, readMatrixCampaign, unassign } from "../repositories/creative-assignments";
import { type KnownFormats, readFormats } from "../repositories/creative-formats";
import { type CreativeRecord, getCreatives } from "../repositories/creatives";
import { listSalesAgents } from "../repositories/sales-agents";

export type AssignmentChange = {
  readonly packageId: string;
  /** The row id of the creative. */
  readonly creativeId: string;
  readonly assigned: boolean;
};

export type AssignOutcome = {
  readonly assigned: number;
  readonly removed: number;
  /** What to know about the ones assigned: "Tagblatt has not approved it yet". */
  readonly warnings: readonly string[];
};

/**
 * Puts creatives on planned packages and takes them off. All or nothing: one id that is unknown, does not fit or was rejected
 * fails the whole request with an issue per cell, and nothing is filtered silently (requirements S3:48).
 */
export function assignCreatives(
  ports: Ports,
  actor: Actor,
  input: { readonly campaignId: string; readonly changes: readonly AssignmentChange[] },
): Promise<AssignOutcome> {
  return ports.inTransaction(async (tx) => {
    const cells = await readCells(tx, actor.organisationId, input.campaignId, input.changes);
    const issues = cells.flatMap(issueOf);
    if (issues.length > 0) throw new DomainError("INVALID_INPUT", issues[0]?.message ?? "", issues);
    const moved = cells.filter(({ change, isAssigned }) => change.assigned !== isAssigned);
    for (const { change } of moved) await writeCell(ports, tx, actor, change);
    if (moved.length > 0) await auditMoves(ports, tx, actor, input.campaignId, moved);
    return outcomeOf(moved);
  });
}

type Cell = {
  readonly change: AssignmentChange;
  readonly creative: CreativeRecord;
  readonly package: MatrixPackage;
  readonly isAssigned: boolean;
  readonly decision: AssignDecision;
};

async function readCells(
  tx: Tx,
  organisationId: string,
  campaignId: string,
  changes: readonly AssignmentChange[],
): Promise<readonly Cell[]> {
  const campaign = await readMatrixCampaign(tx, organisationId, campaignId);
  const ids = [...new Set(changes.map((change) => change.creativeId))];
  const creatives = new Map((await getCreatives(tx, organisationId, ids)).map((one) => [one.id, one]));
  const packages = new Map(campaign.packages.map((one) => [one.id, one]));
  const formats = await readFormats(tx, organisationId);
  const agents = new Map((await listSalesAgents(tx, organisationId)).map((agent) => [agent.id, agent.name]));
  return changes.map((change) => {
    const creative = creatives.get(change.creativeId);
    const target = packages.get(change.packageId);
    if (!creative || !target) throw notFound("The package");
    const isAssigned = target.assignments.some((one) => one.creativeId === creative.id);
    const seller = agents.get(target.salesAgentId) ?? "The seller";
    return { change, creative, package: target, isAssigned, decision: decideCell(creative, target, formats, seller) };
  });
}

/** What the rules say of one creative on one package; the matrix shows the same decision. */
export function decideCell(
  creative: CreativeRecord,
  target: MatrixPackage,
  formats: ReadonlyMap<string, KnownFormats>,
  seller: string,
): AssignDecision {
  const fit = cellFit(creative, target, formats);
  const atSeller = creative.atSellers.find((one) => one.salesAgentId === target.salesAgentId);
  const here = target.assignments.find((one) => one.creativeId === creative.id);
  return decideAssign({
    fitReason: fit.fits ? null : fit.reason,
    creative: { libraryStatus: atSeller?.status ?? "missing", packageStatus: here?.approvalStatus ?? null },
    rejectionReason: here?.rejectionReason ?? atSeller?.rejectionReason ?? null,
    archived: creative.archivedAt !== null,
    bought: target.mediaBuy !== null,
    seller,
  });
}

/** Whether the file itself could run there, whatever its review says. */
export function cellFit(
  creative: CreativeRecord,
  target: MatrixPackage,
  formats: ReadonlyMap<string, KnownFormats>,
): Fit {
  return packageFit(creative, target.accepted, formats.get(target.salesAgentId)?.formats ?? null);
}

/** Taking off is always allowed on a planned package; putting on only what the rules allow. */
function issueOf(cell: Cell, index: number): readonly FieldIssue[] {
  const { decision, creative, change } = cell;
  if (decision.kind === "allowed") return [];
  if (!change.assigned && cell.package.mediaBuy === null) return [];
  return [{ path: `changes.${index}`, message: `${creative.name} on ${cell.package.name}: ${decision.reason}` }];
}

async function writeCell(ports: Ports, tx: Tx, actor: Actor, change: AssignmentChange): Promise<void> {
  const { organisationId } = actor;
  const { packageId, creativeId } = change;
  if (!change.assigned) return unassign(tx, { organisationId, packageId, creativeId });
  await assign(tx, { id: ports.newId(), organisationId, packageId, creativeId, at: ports.clock() });
}

async function auditMoves(ports: Ports, tx: Tx, actor: Actor, campaignId: string, moved: readonly Cell[]) {
  const { assigned, removed } = outcomeOf(moved);
  const parts = [assigned > 0 ? `put ${assigned} on packages` : "", removed > 0 ? `took ${removed} off` : ""];
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: actor,
    action: "campaign.creatives_assigned",
    subjectType: "campaign",
    subjectId: campaignId,
    campaignId,
    summary: `Changed creative assignments: ${parts.filter((part) => part !== "").join(", ")}`,
    before: moved.map((cell) => ({ ...cell.change, assigned: cell.isAssigned })),
    after: moved.map((cell) => cell.change),
  });
}

function outcomeOf(moved: readonly Cell[]): AssignOutcome {
  const put = moved.filter((cell) => cell.change.assigned);
  const warnings = put.flatMap(({ decision }) =>
    decision.kind === "allowed" && decision.warning !== null ? [decision.warning] : [],
  );
  return { assigned: put.length, removed: moved.length - put.length, warnings: [...new Set(warnings)] };
}
