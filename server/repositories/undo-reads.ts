import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { notFound } from "../domain/errors";

const undoable = {
  changes: {
    orderBy: [{ position: "asc" }, { id: "asc" }],
    include: { calls: { select: { tasks: { select: { id: true } } } } },
  },
} satisfies Prisma.ChangeSetInclude;

export type ChangeSetToUndo = Prisma.ChangeSetGetPayload<{ include: typeof undoable }>;
export type ChangeToUndo = ChangeSetToUndo["changes"][number];

/** With its changes and whether a seller opened a task for them. NOT_FOUND, also for another organisation's. */
export async function getChangeSetToUndo(db: Db | Tx, organisationId: string, id: string): Promise<ChangeSetToUndo> {
  const row = await db.changeSet.findFirst({ where: { id, organisationId }, include: undoable });
  if (!row) throw notFound("The change set");
  return row;
}

/** The undo of a change set that stands: not turned down by us, not come to nothing at the seller. */
export function findUndoOf(db: Db | Tx, organisationId: string, changeSetId: string) {
  return db.changeSet.findFirst({
    where: { organisationId, undoesId: changeSetId, state: { notIn: ["rejected", "discarded", "not_applied"] } },
    select: { id: true, state: true, createdAt: true },
    orderBy: { createdAt: "desc" },
  });
}
