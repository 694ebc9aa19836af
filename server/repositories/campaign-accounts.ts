import type { Db, Tx } from "../db/client";

/** The accounts a campaign buys on where it chose one: account id by sales agent id. */
export async function chosenAccounts(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.campaignAccount.findMany({
    where: { organisationId, campaignId },
    select: { salesAgentId: true, accountId: true },
  });
  return new Map(rows.map((row) => [row.salesAgentId, row.accountId]));
}

export type CampaignAccountChoice = {
  readonly organisationId: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  /** null: the agent's default from now on. */
  readonly accountId: string | null;
};

export async function saveChosenAccount(tx: Tx, newId: () => string, choice: CampaignAccountChoice): Promise<void> {
  const { accountId, ...place } = choice;
  await tx.campaignAccount.deleteMany({ where: place });
  if (accountId !== null) await tx.campaignAccount.create({ data: { id: newId(), ...place, accountId } });
}

/** Packages of this agent that no media buy has taken over buy on `accountId` from now on. Answers with how many moved. */
export async function movePackages(
  tx: Tx,
  { organisationId, campaignId, salesAgentId, accountId }: CampaignAccountChoice,
  at: Date,
): Promise<number> {
  // In SQL nothing differs from null, so the two cases are asked for one by one.
  const elsewhere =
    accountId === null
      ? { accountId: { not: null } }
      : { OR: [{ accountId: null }, { accountId: { not: accountId } }] };
  const { count } = await tx.package.updateMany({
    where: { organisationId, campaignId, salesAgentId, mediaBuyId: null, ...elsewhere },
    data: { accountId, updatedAt: at, revision: { increment: 1 } },
  });
  return count;
}
