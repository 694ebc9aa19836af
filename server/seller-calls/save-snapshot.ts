import type { Tx } from "../db/client";
import { sameField, sameInstant } from "../domain/change/compare-values";
import type { PackagePatch, ReportingWebhook } from "../domain/change/patch";
import { writeStored } from "../domain/change/stored-json";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { type AuditEntry, recordAudit, recordAudits, systemActor } from "../repositories/audit";
import { type BoughtMediaBuy, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import {
  addAssignments,
  type BoughtPackage,
  boughtPackages,
  type PackageColumns,
  type PackageWrites,
  replaceAssignments,
  type SavePackage,
  saveApprovals,
  savePackage,
} from "../repositories/bought-packages";
import { type MediaBuyChange, saveMediaBuy } from "../repositories/media-buys";
import type { MediaBuySnapshot, PackageSnapshot } from "../sales-agents/sales-agent";

type SnapshotPorts = Pick<Ports, "clock" | "newId">;

/** One confirmed value that a read shows differently. Values as text. */
export type Drift = { readonly field: string; readonly before: string | null; readonly after: string | null };

export type SavedSnapshot = { readonly buy: BoughtMediaBuy; readonly drift: readonly Drift[]; readonly stale: boolean };

/**
 * Writes what a fresh get_media_buys shows onto the buy and its packages: the seller's axis, never ours. A snapshot older than the
 * one we have (its revision went back) is left out. Returns what differs from the values confirmed before.
 */
export async function saveSnapshot(
  tx: Tx,
  ports: SnapshotPorts,
  buy: BoughtMediaBuy,
  snapshot: MediaBuySnapshot,
): Promise<SavedSnapshot> {
  const packages = await boughtPackages(tx, buy.organisationId, buy.id);
  const taken = await takeSnapshot(tx, ports, buy, snapshot, packages);
  if (taken === null) return { buy, drift: [], stale: true };
  const key = { organisationId: buy.organisationId, mediaBuyId: buy.id, at: ports.clock() };
  await saveMediaBuy(tx, key, taken.columns);
  await recordAudits(tx, taken.audits);
  return { buy: await getBoughtMediaBuy(tx, buy.organisationId, buy.id), drift: taken.drift, stale: false };
}

/** What of a snapshot is still to be written: the buy's own columns, and its lines in the record. */
export type TakenSnapshot = {
  readonly columns: MediaBuyChange;
  readonly audits: readonly { readonly id: string; readonly entry: AuditEntry }[];
  readonly drift: readonly Drift[];
};

/** Writes the packages of a snapshot, as `saveSnapshot` does, and leaves the rest to the caller; null: it is older than what we have. */
export async function takeSnapshot(
  tx: Tx,
  ports: SnapshotPorts,
  buy: BoughtMediaBuy,
  snapshot: MediaBuySnapshot,
  packages: readonly BoughtPackage[],
  save: SavePackage = (...of) => savePackage(tx, ...of),
): Promise<TakenSnapshot | null> {
  const at = ports.clock();
  if (snapshot.revision !== null && buy.sellerRevision !== null && snapshot.revision < buy.sellerRevision) return null;
  const drift = buyDrift(buy, snapshot);
  let total = 0n;
  for (const pack of packages) {
    const seen = snapshot.packages.find((one) => one.packageId === pack.sellerPackageId);
    if (seen) drift.push(...(await savePackageSnapshot(tx, ports, pack, seen, at, save)));
    total += seen?.budgetMicros ?? pack.budgetMicros;
  }
  const columns = snapshot.basis === "delivery" ? reportColumns(snapshot, total, at) : buyColumns(snapshot, total, at);
  const isNews = snapshot.status !== "" && buy.sellerStatus !== snapshot.status;
  const audits = isNews ? [{ id: ports.newId(), entry: statusEntry(buy, snapshot, at) }] : [];
  return { columns, audits, drift };
}

function buyColumns(snapshot: MediaBuySnapshot, packageTotal: bigint, at: Instant) {
  return {
    sellerStatus: snapshot.status,
    sellerStatusAt: at,
    sellerStatusSource: "poll" as const,
    ...(snapshot.revision === null ? {} : { sellerRevision: snapshot.revision }),
    validActions: snapshot.validActions,
    paused: snapshot.status === "paused",
    ...(snapshot.startAt === null ? {} : { startAt: snapshot.startAt }),
    ...(snapshot.endAt === null ? {} : { endAt: snapshot.endAt }),
    totalMicros: snapshot.totalMicros ?? packageTotal,
    creativeDeadline: snapshot.creativeDeadline,
    ...(snapshot.confirmedAt === null ? {} : { confirmedAt: snapshot.confirmedAt }),
    // The buy itself speaks from here on, not the task of its create; kept is why it came to its end.
    taskStatus: null,
    taskMessage: isTerminalSellerStatus(snapshot.status) ? snapshot.rejectionReason : null,
    ...cancellationColumns(snapshot, at),
    seen: snapshot,
    seenAt: at,
  };
}

/** Of a buy that cannot be read back: what its report or a reply does not say stays as it is here. */
function reportColumns(snapshot: MediaBuySnapshot, packageTotal: bigint, at: Instant) {
  const { status } = snapshot;
  const said = status === "" ? {} : { sellerStatus: status, sellerStatusAt: at, sellerStatusSource: "poll" as const };
  return {
    ...said,
    ...(status === "" ? {} : { paused: status === "paused", ...cancellationColumns(snapshot, at) }),
    totalMicros: packageTotal,
    taskStatus: null,
    seen: snapshot,
    seenAt: at,
  };
}

/** Why and by whom; the time is the seller's, or that of the first look that showed it. */
function cancellationColumns({ status, cancellation = {} }: MediaBuySnapshot, at: Instant) {
  if (!["canceled", "cancelled"].includes(status.toLowerCase())) return {};
  const { at: canceledAt = at, by, reason } = cancellation;
  return {
    canceledAt,
    ...(by === undefined ? {} : { canceledBy: by }),
    ...(reason === undefined ? {} : { cancellationReason: reason }),
  };
}

function buyDrift(buy: BoughtMediaBuy, snapshot: MediaBuySnapshot): Drift[] {
  if (buy.sellerStatus === null) return [];
  return (["startAt", "endAt"] as const).flatMap((field) => {
    const after = snapshot[field];
    if (after === null || sameInstant(after, buy[field])) return [];
    return [{ field, before: buy[field], after }];
  });
}

const comparedFields = [
  "budgetMicros",
  "bidMicros",
  "impressions",
  "startAt",
  "endAt",
  "paused",
  "targetingOverlay",
  "optimizationGoals",
] as const;

async function savePackageSnapshot(
  tx: Tx,
  ports: SnapshotPorts,
  pack: BoughtPackage,
  seen: PackageSnapshot,
  at: Instant,
  save: SavePackage,
): Promise<Drift[]> {
  const differing = comparedFields.filter((field) => {
    const value = seen[field];
    return value !== undefined && !sameField(field, pack[field], value);
  });
  const canceledAt = canceledColumn(pack, seen, at);
  const columns: PackageColumns = {
    ...Object.fromEntries(differing.map((field) => [field, seen[field]])),
    ...(canceledAt === undefined ? {} : { canceledAt }),
    ...(seen.cancellation?.reason === undefined ? {} : { cancellationReason: seen.cancellation.reason }),
    ...(seen.creativeDeadline === undefined ? {} : { creativeDeadline: seen.creativeDeadline }),
    seen,
  };
  const deadlineMoved =
    seen.creativeDeadline !== undefined && !sameInstant(seen.creativeDeadline, pack.creativeDeadline);
  const moved = differing.length > 0 || canceledAt !== undefined || deadlineMoved;
  await save(pack, columns, { at, moved });
  if (seen.creativeAssignments)
    await replaceAssignments(tx, pack, seen.creativeAssignments, { at, newId: ports.newId });
  if (seen.creativeApprovals) await saveApprovals(tx, pack, seen.creativeApprovals);
  if (!pack.confirmed) return [];
  const drift = differing.map((field) => ({
    field: `packages.${pack.id}.${field}`,
    before: text(pack[field]),
    after: text(seen[field]),
  }));
  const canceled = { field: `packages.${pack.id}.canceled`, before: "false", after: "true" };
  return canceledAt ? [...drift, canceled] : drift;
}

function canceledColumn(pack: BoughtPackage, seen: PackageSnapshot, at: Instant): Instant | undefined {
  return seen.canceled === true && pack.canceledAt === null ? (seen.cancellation?.at ?? at) : undefined;
}

/**
 * Fields that reads do not show (pacing, assignments, goals, reports): what the seller accepted is our record of them
 * (requirements §0, 6). Ends what was put into `writes`.
 */
export async function saveAccepted(
  tx: Tx,
  ports: SnapshotPorts,
  buy: BoughtMediaBuy,
  accepted: Accepted,
  known: readonly BoughtPackage[],
  writes: PackageWrites,
): Promise<void> {
  const at = ports.clock();
  const { reports, packages, buy: ofBuy } = accepted;
  for (const pack of known) {
    const patch = packages[pack.id];
    if (patch) await savePatch(tx, ports, pack, patch, { at, all: ofBuy !== undefined, save: writes.save });
  }
  await writes.flush();
  if (!reports && !ofBuy) return;
  const key = { organisationId: buy.organisationId, mediaBuyId: buy.id, at };
  const total = ofBuy ? { totalMicros: await packageTotal(tx, buy) } : {};
  await saveMediaBuy(tx, key, {
    ...ofBuy,
    ...total,
    ...(reports ? { reportingWebhook: writeStored(reports) } : {}),
  });
}

/** What the seller took and no read shows. */
export type Accepted = {
  readonly packages: Readonly<Record<string, PackagePatch>>;
  readonly reports?: ReportingWebhook | undefined;
  /** Present where the seller cannot be read back: then every field of the packages is kept too. */
  readonly buy?: AcceptedOfBuy;
};
export type AcceptedOfBuy = { readonly paused?: boolean; readonly startAt?: Instant; readonly endAt?: Instant };

async function packageTotal(tx: Tx, buy: BoughtMediaBuy): Promise<bigint> {
  return (await boughtPackages(tx, buy.organisationId, buy.id)).reduce((sum, pack) => sum + pack.budgetMicros, 0n);
}

async function savePatch(
  tx: Tx,
  ports: SnapshotPorts,
  pack: BoughtPackage,
  patch: PackagePatch,
  { at, all, save }: { readonly at: Instant; readonly all: boolean; readonly save: SavePackage },
) {
  const { pacing, optimizationGoals, creativeAssignments, newCreatives, canceled } = patch;
  const columns: PackageColumns = {
    ...(all ? readableColumns(patch) : {}),
    ...(pacing === undefined ? {} : { pacing }),
    ...(optimizationGoals === undefined ? {} : { optimizationGoals }),
    ...(canceled === undefined || canceled.reason === "" ? {} : { cancellationReason: canceled.reason }),
  };
  if (Object.keys(columns).length > 0) await save(pack, columns, { at, moved: true });
  const made = { at, newId: ports.newId };
  if (creativeAssignments) await replaceAssignments(tx, pack, creativeAssignments, made);
  if (newCreatives) await addAssignments(tx, pack, newCreatives, made);
}

/** Fields that a read would show. */
function readableColumns(patch: PackagePatch): PackageColumns {
  const given = comparedFields.filter((field) => patch[field] !== undefined);
  return Object.fromEntries(given.map((field) => [field, patch[field]]));
}

/** The seller changed what nobody here asked it to: one line in the record. */
export async function auditDrift(
  tx: Tx,
  ports: SnapshotPorts,
  buy: BoughtMediaBuy,
  drift: readonly Drift[],
): Promise<void> {
  if (drift.length === 0) return;
  const values = (pick: "before" | "after") => Object.fromEntries(drift.map((one) => [one.field, one[pick]]));
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: systemActor(buy.organisationId),
    action: "media_buy.changed_at_seller",
    subjectType: "media_buy",
    subjectId: buy.id,
    campaignId: buy.campaignId,
    mediaBuyId: buy.id,
    summary: `The seller changed ${drift.length === 1 ? "a value" : `${drift.length} values`} of ${buy.name} that nobody here asked for`,
    before: values("before"),
    after: values("after"),
  });
}

function statusEntry(buy: BoughtMediaBuy, snapshot: MediaBuySnapshot, at: Instant): AuditEntry {
  const why = snapshot.rejectionReason === null ? "" : `: ${snapshot.rejectionReason}`;
  return {
    at,
    by: systemActor(buy.organisationId),
    action: "media_buy.status_changed",
    subjectType: "media_buy",
    subjectId: buy.id,
    campaignId: buy.campaignId,
    mediaBuyId: buy.id,
    summary: `The seller shows ${buy.name} as ${snapshot.status}${why}`,
    before: { sellerStatus: buy.sellerStatus },
    after: { sellerStatus: snapshot.status },
  };
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
