import type { Db, Tx } from "../db/client";
import type { Grouping } from "../domain/adopt/grouping";
import { readStored, writeStored } from "../domain/change/stored-json";
import { notFound } from "../domain/errors";
import type { Instant } from "../domain/time";
import { instantOf, instantOrNull } from "./row-instants";

export const adoptionStates = ["running", "done", "failed"] as const;
export type AdoptionState = (typeof adoptionStates)[number];

/** Media buys made elsewhere, chosen to become ours, and how far that is. */
export type Adoption = {
  readonly id: string;
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly state: AdoptionState;
  readonly grouping: Grouping;
  readonly chosen: number;
  readonly done: number;
  readonly skipped: number;
  /** How many campaigns it made. */
  readonly campaigns: number;
  readonly errorMessage: string | null;
  readonly startedById: string;
  readonly startedByName: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
};

type Row = NonNullable<Awaited<ReturnType<Tx["adoption"]["findFirst"]>>>;

export async function getAdoption(db: Db | Tx, organisationId: string, id: string): Promise<Adoption> {
  const row = await db.adoption.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The taking over");
  return toAdoption(row);
}

export async function latestAdoption(db: Db | Tx, organisationId: string, accountId: string): Promise<Adoption | null> {
  const row = await db.adoption.findFirst({
    where: { organisationId, accountId },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  return row && toAdoption(row);
}

export async function insertAdoption(tx: Tx, adoption: Adoption): Promise<void> {
  const { grouping, startedAt, finishedAt: _, ...columns } = adoption;
  await tx.adoption.create({
    data: { ...columns, grouping: writeStored(grouping), startedAt: new Date(startedAt) },
  });
}

export type AdoptionChange = Partial<
  Pick<Adoption, "state" | "done" | "skipped" | "campaigns" | "errorMessage" | "finishedAt">
>;

export async function saveAdoption(
  tx: Tx,
  { id, organisationId }: Pick<Adoption, "id" | "organisationId">,
  { finishedAt, ...change }: AdoptionChange,
): Promise<void> {
  const finished = finishedAt ? { finishedAt: new Date(finishedAt) } : {};
  await tx.adoption.updateMany({ where: { id, organisationId }, data: { ...change, ...finished } });
}

function toAdoption(row: Row): Adoption {
  return {
    ...row,
    state: adoptionStates.find((state) => state === row.state) ?? "failed",
    grouping: readStored<Grouping>(row.grouping),
    startedAt: instantOf(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
  };
}
