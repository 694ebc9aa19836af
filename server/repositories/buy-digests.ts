import { hash } from "node:crypto";
import type { Db, Tx } from "../db/client";
import { inFlightStates } from "../domain/change/change-state";
import type { Instant } from "../domain/time";

/** What a look writes down by itself, and what other looks count: a buy is no other one for it. */
const observed = {
  seenAt: null,
  sellerStatusAt: null,
  sellerStatusSource: null,
  impressions: null,
  spendMicros: null,
  deliveryAt: null,
};

/**
 * By media buy id: a digest of all that saving a snapshot of it reads and writes: the buy, its packages, their creative assignments, changes
 * of ours under way. The same digest twice: nobody has written in between. Four statements, however many buys.
 */
export async function digestsOfBuys(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const of = { organisationId, mediaBuyId: { in: [...ids] } };
  const orderBy = { id: "asc" } as const;
  const buys = await db.mediaBuy.findMany({ where: { organisationId, id: { in: [...ids] } } });
  const packages = await db.package.findMany({ where: of, orderBy });
  const buyOf = new Map(packages.map(({ id, mediaBuyId }) => [id, mediaBuyId]));
  const assignments = await db.creativeAssignment.findMany({
    where: { organisationId, packageId: { in: [...buyOf.keys()] } },
    orderBy,
  });
  const states = { in: [...inFlightStates] };
  const changes = await db.change.findMany({
    where: { ...of, state: states },
    select: { id: true, mediaBuyId: true, state: true },
    orderBy,
  });
  const parts = new Map<string, unknown[]>(buys.map((buy) => [buy.id, [{ ...buy, ...observed }]]));
  for (const one of packages) parts.get(one.mediaBuyId ?? "")?.push(one);
  for (const one of assignments) parts.get(buyOf.get(one.packageId) ?? "")?.push(one);
  for (const one of changes) parts.get(one.mediaBuyId ?? "")?.push(one);
  return new Map([...parts].map(([id, rows]) => [id, digestOf(rows)]));
}

/** The same for equal values alone, in this release alone: it is compared, never stored. */
export function digestOf(value: unknown): string {
  return hash("sha256", marked(value), "base64url");
}

/** Each kind of value begins another way and ends where it says: JSON would escape every text and write out every time. */
function marked(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "number":
      return `n${value};`;
    case "bigint":
      return `i${value};`;
    case "boolean":
      return value ? "t" : "f";
    case "object":
      return value === null ? "0" : markedObject(value);
    default:
      return "u";
  }
}

function markedObject(value: object): string {
  if (value instanceof Date) return `d${value.getTime()};`;
  let text = "";
  if (Array.isArray(value)) {
    for (const one of value) text += marked(one);
    return `[${text}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(members)) text += `${name.length}:${name}${marked(members[name])}`;
  return `{${text}}`;
}

/** The seller showed these buys in a list as they stand here: only when that was is news. */
export async function noteSeenAgain(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
  at: Instant,
): Promise<void> {
  if (ids.length === 0) return;
  const seenAt = new Date(at);
  await tx.mediaBuy.updateMany({
    where: { organisationId, id: { in: [...ids] } },
    data: { seenAt, sellerStatusAt: seenAt, sellerStatusSource: "poll" },
  });
}
