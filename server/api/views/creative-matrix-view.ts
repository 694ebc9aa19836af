import { describeAccepted } from "../../domain/creative/format-fit";
import { type AssignedCreative, type Readiness, readinessOf } from "../../domain/creative/readiness";
import { standingOf, whyNotSend } from "../../domain/creative/review-state";
import type { Instant } from "../../domain/time";
import type { MatrixCampaign, MatrixPackage } from "../../repositories/creative-assignments";
import type { CreativeRecord } from "../../repositories/creatives";
import { cellFit, decideCell } from "../../workflows/assign-creatives";
import type { Named } from "./change-view";
import { type CreativeNames, type CreativeRow, toCreativeRow } from "./creative-view";

/** One creative on one package: what is, and what a click would do. */
export type MatrixCell = {
  readonly creativeId: string;
  readonly packageId: string;
  readonly assigned: boolean;
  /** Its review at this package's seller, "missing" when nothing was sent. */
  readonly status: string;
  /** The seller's words: why it was rejected. */
  readonly statusReason: string | null;
  /** Null: a click assigns it; else the rule that refuses. */
  readonly refusal: string | null;
  /** What to know when it is assigned. */
  readonly warning: string | null;
  readonly fits: boolean;
};

export type MatrixPackageView = {
  readonly id: string;
  readonly name: string;
  readonly productName: string;
  readonly salesAgent: Named;
  /** "300×250, 728×90"; null: the seller has not described them. */
  readonly accepts: string | null;
  /** Bought: its creatives change on the media buy. */
  readonly mediaBuy: Named | null;
  readonly creativeDeadline: Instant | null;
  readonly readiness: Readiness;
};

export type CreativeMatrixView = {
  readonly campaign: Named;
  readonly timeZone: string;
  /** In the order of their sellers. */
  readonly packages: readonly MatrixPackageView[];
  /** The ones that fit something or are assigned first. */
  readonly creatives: readonly CreativeRow[];
  readonly cells: readonly MatrixCell[];
  /** How many of the library fit nothing here and are left out of the rows. */
  readonly hidden: number;
  /** Assigned, and not at the seller yet (or changed since). */
  readonly unsent: readonly { readonly creativeId: string; readonly salesAgentId: string }[];
};

type MatrixParts = CreativeNames & {
  readonly campaign: MatrixCampaign;
  readonly creatives: readonly CreativeRecord[];
};

export function toCreativeMatrix(parts: MatrixParts): CreativeMatrixView {
  const packages = parts.campaign.packages.filter((item) => item.canceledAt === null);
  const cells = parts.creatives.flatMap((creative) => packages.map((item) => toCell(parts, creative, item)));
  const shown = new Set(cells.filter((cell) => cell.fits || cell.assigned).map((cell) => cell.creativeId));
  const rows = parts.creatives.filter((creative) => shown.has(creative.id));
  return {
    campaign: { id: parts.campaign.id, name: parts.campaign.name },
    timeZone: parts.campaign.timeZone,
    packages: packages.map((item) => toPackage(parts, item)),
    creatives: rows.map((creative) => toCreativeRow(creative, parts)),
    cells: cells.filter((cell) => shown.has(cell.creativeId)),
    hidden: parts.creatives.length - rows.length,
    unsent: unsentOf(rows, packages),
  };
}

function sellerOf(parts: CreativeNames, salesAgentId: string): Named {
  const agent = parts.agents.find((one) => one.id === salesAgentId);
  return { id: salesAgentId, name: agent?.name ?? "A removed agent" };
}

function toCell(parts: CreativeNames, creative: CreativeRecord, item: MatrixPackage): MatrixCell {
  const atSeller = creative.atSellers.find((one) => one.salesAgentId === item.salesAgentId);
  const here = item.assignments.find((one) => one.creativeId === creative.id);
  const decision = decideCell(creative, item, parts.formats, sellerOf(parts, item.salesAgentId).name);
  const rejectedHere = here?.approvalStatus === "rejected";
  return {
    creativeId: creative.id,
    packageId: item.id,
    assigned: here !== undefined,
    status: rejectedHere ? "rejected" : (atSeller?.status ?? "missing"),
    statusReason: (rejectedHere ? here.rejectionReason : null) ?? atSeller?.rejectionReason ?? null,
    refusal: decision.kind === "refused" ? decision.reason : null,
    warning: decision.kind === "allowed" ? decision.warning : null,
    fits: cellFit(creative, item, parts.formats).fits,
  };
}

function toPackage(parts: MatrixParts, item: MatrixPackage): MatrixPackageView {
  const salesAgent = sellerOf(parts, item.salesAgentId);
  const { id, name, productName, mediaBuy, creativeDeadline } = item;
  const assigned = item.assignments.map((assignment): AssignedCreative => {
    const creative = parts.creatives.find((one) => one.id === assignment.creativeId);
    const atSeller = creative?.atSellers.find((one) => one.salesAgentId === item.salesAgentId);
    return { libraryStatus: atSeller?.status ?? "missing", packageStatus: assignment.approvalStatus };
  });
  const accepts = describeAccepted(item.accepted, parts.formats.get(item.salesAgentId)?.formats ?? null);
  const readiness = readinessOf(assigned, salesAgent.name);
  return { id, name, productName, salesAgent, accepts, mediaBuy, creativeDeadline, readiness };
}

/** Assigned to a package whose seller does not have it, or has an older one. */
function unsentOf(
  creatives: readonly CreativeRecord[],
  packages: readonly MatrixPackage[],
): CreativeMatrixView["unsent"] {
  const pairs = packages.flatMap((item) =>
    item.assignments.map(({ creativeId }) => ({ creativeId, salesAgentId: item.salesAgentId })),
  );
  const byPlace = new Map(pairs.map((pair) => [`${pair.creativeId}/${pair.salesAgentId}`, pair]));
  return [...byPlace.values()].filter(({ creativeId, salesAgentId }) => {
    const creative = creatives.find((one) => one.id === creativeId);
    if (!creative) return false;
    const at = creative.atSellers.find((one) => one.salesAgentId === salesAgentId) ?? null;
    return at?.status !== "rejected" && whyNotSend(at, creative.updatedAt) === null;
  });
}

/** What a bought package could show: choices of its media buy's page. */
export type CreativeChoice = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Null: it may be chosen; else why not. */
  readonly problem: string | null;
};

export function toCreativeChoices(
  creatives: readonly CreativeRecord[],
  item: MatrixPackage,
  names: CreativeNames,
): readonly CreativeChoice[] {
  const open = { ...item, mediaBuy: null };
  return creatives.flatMap((creative) => {
    const cell = toCell(names, creative, open);
    if (!cell.fits && !cell.assigned) return [];
    const unsent = standingOf(cell.status) === "unsent" ? (cell.warning ?? "The seller does not have it") : null;
    return [{ id: creative.id, name: creative.name, status: cell.status, problem: cell.refusal ?? unsent }];
  });
}
