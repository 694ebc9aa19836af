import type { Db } from "../db/client";
import type { Ports } from "../ports";
import { reach } from "../seller-calls/reach";
import { readBuys } from "../seller-calls/read-buys";
import type { SellerBook } from "./finding";

export type UnreadBook = { readonly salesAgentId: string; readonly sellerName: string; readonly message: string };

export type BookPlace = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly sellerName: string;
};

/** Every seller account that the organisation bought at and can still reach. */
export async function bookPlaces(db: Db, organisationId: string): Promise<readonly BookPlace[]> {
  const places = await db.mediaBuy.findMany({
    where: { organisationId, accountId: { not: null } },
    distinct: ["salesAgentId", "accountId"],
    select: { salesAgentId: true, accountId: true },
  });
  const agents = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null },
    select: { id: true, name: true },
  });
  return places.flatMap(({ salesAgentId, accountId }) => {
    const agent = agents.find((one) => one.id === salesAgentId);
    if (!agent || accountId === null) return [];
    return [{ organisationId, salesAgentId, accountId, sellerName: agent.name }];
  });
}

/** The books of one account as the seller shows them now; when it does not answer, that is said. */
export async function readBook(ports: Ports, place: BookPlace): Promise<SellerBook | UnreadBook> {
  const { salesAgentId, accountId, sellerName } = place;
  const { agent, account } = await reach(ports, place);
  const { read } = await readBuys(agent, account, null, ports.clock());
  if (read.kind === "failed") return { salesAgentId, sellerName, message: read.problem.message };
  return { salesAgentId, accountId, sellerName, buys: read.value };
}
