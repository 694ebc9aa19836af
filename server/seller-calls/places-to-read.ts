import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import { holdOf } from "../repositories/agent-holds";
import { type BoughtMediaBuy, boughtMediaBuys } from "../repositories/bought-media-buys";
import { anyOf } from "../repositories/write-alike";
import type { AccountRef, AgentEndpoint } from "../sales-agents/sales-agent";
import { AgentHeld } from "./agent-held";
import { accountRefOf, type CalledAgent, calledAgents } from "./endpoints";
import type { Outcome } from "./gather";

/** A media buy with whom to ask about it. */
export type PlaceToRead = {
  readonly buy: BoughtMediaBuy;
  readonly endpoint: AgentEndpoint;
  readonly account: AccountRef;
};

/**
 * Where these media buys of one organisation are read, in three statements: by our ids. An error of its own: NOT_FOUND when the buy, its
 * agent or its account is gone, AgentHeld while the agent wants to be left alone.
 */
export async function placesToRead(
  ports: Ports,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<(mediaBuyId: string) => Outcome<PlaceToRead>> {
  const { db } = ports;
  const ids = [...new Set(mediaBuyIds)];
  const buys = ids.length === 0 ? new Map<string, never>() : await boughtMediaBuys(db, organisationId, ids);
  const all: readonly BoughtMediaBuy[] = [...buys.values()];
  const agents = await calledAgents(
    db,
    ports,
    organisationId,
    all.map((buy) => buy.salesAgentId),
  );
  const accounts = await accountsOf(ports, organisationId, all);
  return (mediaBuyId) => {
    const buy: BoughtMediaBuy | undefined = buys.get(mediaBuyId);
    if (!buy) return { error: notFound("The media buy") };
    const [agent, account] = [agents.get(buy.salesAgentId), accounts.get(`${buy.salesAgentId} ${buy.accountId}`)];
    const error = whyNotNow(ports, agent, account);
    if (error || !agent || !account) return { error };
    return { answer: { buy, endpoint: agent.endpoint, account } };
  };
}

async function accountsOf({ db }: Ports, organisationId: string, buys: readonly BoughtMediaBuy[]) {
  const ids = [...new Set(buys.flatMap(({ accountId }) => accountId ?? []))];
  const rows = ids.length === 0 ? [] : await db.account.findMany({ where: { id: anyOf(ids), organisationId } });
  return new Map(rows.map((row) => [`${row.salesAgentId} ${row.id}`, accountRefOf(row)]));
}

function whyNotNow({ clock }: Ports, agent: CalledAgent | undefined, account: AccountRef | undefined): Error | null {
  if (!agent) return notFound("The sales agent");
  if (!account) return notFound("The seller account");
  const hold = holdOf(agent.holdUntil, clock());
  return hold === null || hold.needsCredential ? null : new AgentHeld(agent.endpoint.name, hold.until);
}
