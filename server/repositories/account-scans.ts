import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import type { Instant } from "../domain/time";
import { instantOf, instantOrNull } from "./row-instants";

export const scanStates = ["running", "done", "failed", "canceled"] as const;
export type ScanState = (typeof scanStates)[number];

/** One look through every media buy of an account. */
export type AccountScan = {
  readonly id: string;
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly state: ScanState;
  /** The page that is read next; null: the first. */
  readonly cursor: string | null;
  readonly pages: number;
  readonly found: number;
  readonly total: number | null;
  readonly unreadable: number;
  readonly barren: number;
  readonly failures: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
};

type Row = NonNullable<Awaited<ReturnType<Tx["accountScan"]["findFirst"]>>>;

export async function getScan(db: Db | Tx, organisationId: string, id: string): Promise<AccountScan> {
  const row = await db.accountScan.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The look through the account");
  return toScan(row);
}

export async function latestScan(db: Db | Tx, organisationId: string, accountId: string): Promise<AccountScan | null> {
  const row = await db.accountScan.findFirst({
    where: { organisationId, accountId },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  return row && toScan(row);
}

export type NewScan = Pick<AccountScan, "id" | "organisationId" | "salesAgentId" | "accountId"> & {
  readonly startedById: string;
  readonly at: Instant;
};

export async function insertScan(tx: Tx, { at, ...scan }: NewScan): Promise<void> {
  await tx.accountScan.create({ data: { ...scan, state: "running" satisfies ScanState, startedAt: new Date(at) } });
}

export type ScanChange = Partial<
  Omit<AccountScan, "id" | "organisationId" | "salesAgentId" | "accountId" | "startedAt">
>;

export async function saveScan(
  tx: Tx,
  { id, organisationId }: Pick<AccountScan, "id" | "organisationId">,
  { finishedAt, ...change }: ScanChange,
): Promise<void> {
  const finished = finishedAt === undefined ? {} : { finishedAt: finishedAt === null ? null : new Date(finishedAt) };
  await tx.accountScan.updateMany({ where: { id, organisationId }, data: { ...change, ...finished } });
}

function toScan(row: Row): AccountScan {
  const { startedById: _, startedAt, finishedAt, ...rest } = row;
  return {
    ...rest,
    state: scanStates.find((state) => state === row.state) ?? "failed",
    startedAt: instantOf(startedAt),
    finishedAt: instantOrNull(finishedAt),
  };
}
