import type { Db, Tx } from "../db/client";
import type { AcceptedFormat } from "../domain/creative/format-fit";
import type { Instant } from "../domain/time";
import { instantOf } from "./row-instants";

export type KnownFormats = { readonly formats: readonly AcceptedFormat[]; readonly seenAt: Instant };

/** What each agent last said it accepts; an agent that never answered is not in the map. */
export async function readFormats(db: Db | Tx, organisationId: string): Promise<ReadonlyMap<string, KnownFormats>> {
  const rows = await db.creativeFormatSnapshot.findMany({ where: { organisationId } });
  return new Map(
    rows.map((row) => [
      row.salesAgentId,
      // Written by saveFormats alone.
      { formats: JSON.parse(row.formats) as AcceptedFormat[], seenAt: instantOf(row.seenAt) },
    ]),
  );
}

export async function saveFormats(
  tx: Db | Tx,
  organisationId: string,
  salesAgentId: string,
  formats: readonly AcceptedFormat[],
  at: Instant,
): Promise<void> {
  const row = { formats: JSON.stringify(formats), seenAt: new Date(at) };
  await tx.creativeFormatSnapshot.upsert({
    where: { salesAgentId },
    create: { salesAgentId, organisationId, ...row },
    update: row,
  });
}
