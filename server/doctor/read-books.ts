import type { Ports } from "../ports";
import { reach } from "../seller-calls/reach";
import type { SellerBook } from "./finding";

export type UnreadBook = { readonly salesAgentId: string; readonly sellerName: string; readonly message: string };
export type ReadBooks = { readonly books: readonly SellerBook[]; readonly unread: readonly UnreadBook[] };

/** The books of every seller account that the organisation bought at, read now; one that does not answer is said, not left out. */
export async function readBooks(ports: Ports, organisationId: string): Promise<ReadBooks> {
  const places = await ports.db.mediaBuy.findMany({
    where: { organisationId, accountId: { not: null } },
    distinct: ["salesAgentId", "accountId"],
    select: { salesAgentId: true, accountId: true },
  });
  const agents = await ports.db.salesAgent.findMany({
    where: { organisationId, removedAt: null },
    select: { id: true, name: true },
  });
  const books: SellerBook[] = [];
  const unread: UnreadBook[] = [];
  await Promise.all(
    places.map(async ({ salesAgentId, accountId }) => {
      const agent = agents.find((one) => one.id === salesAgentId);
      if (!agent || accountId === null) return;
      const sellerName = agent.name;
      const reached = await reach(ports, { organisationId, salesAgentId, accountId });
      const read = await reached.agent.getMediaBuys(reached.account, null);
      if (read.kind === "ok") books.push({ salesAgentId, accountId, sellerName, buys: read.value });
      else unread.push({ salesAgentId, sellerName, message: read.problem.message });
    }),
  );
  return { books, unread };
}
