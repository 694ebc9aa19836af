import type { Db, Tx } from "../db/client";

/** Where nothing bought is real: agents that are a sandbox, and sandbox accounts at live ones. */
export type PlayPlaces = { readonly agents: ReadonlySet<string>; readonly accounts: ReadonlySet<string> };

export async function playPlaces(db: Db | Tx, organisationId: string): Promise<PlayPlaces> {
  const where = { where: { organisationId, sandbox: true }, select: { id: true } } as const;
  const agents = await db.salesAgent.findMany(where);
  const accounts = await db.account.findMany(where);
  return { agents: new Set(agents.map((row) => row.id)), accounts: new Set(accounts.map((row) => row.id)) };
}

export function isPlay(
  { agents, accounts }: PlayPlaces,
  place: { readonly salesAgentId: string; readonly accountId: string | null },
): boolean {
  return agents.has(place.salesAgentId) || (place.accountId !== null && accounts.has(place.accountId));
}

/** Those of the campaigns whose every package, planned or bought, is play money; one without packages is none. */
export async function playCampaigns(
  db: Db | Tx,
  organisationId: string,
  campaignIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const places = await playPlaces(db, organisationId);
  const used = await db.package.groupBy({
    by: ["campaignId", "salesAgentId", "accountId"],
    where: { organisationId, campaignId: { in: [...campaignIds] } },
  });
  const real = new Set(used.filter((row) => !isPlay(places, row)).map((row) => row.campaignId));
  return new Set(used.map((row) => row.campaignId).filter((id) => !real.has(id)));
}
