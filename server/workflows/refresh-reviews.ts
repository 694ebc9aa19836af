import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { listSalesAgents } from "../repositories/sales-agents";
import { listSellerPlaces } from "../repositories/seller-creatives";
import { askReviews, type Reviews, saveReviews } from "../seller-calls/refresh-creatives";

export type RefreshOutcome = {
  /** How many creatives changed their state. */
  readonly moved: number;
  readonly failed: readonly { readonly salesAgent: string; readonly message: string }[];
};

/** Asks every seller that has creatives of ours where they stand, at once; a seller that fails is named, the others count. */
export async function refreshReviews(ports: Ports, actor: Actor): Promise<RefreshOutcome> {
  const { organisationId } = actor;
  const agents = new Map((await listSalesAgents(ports.db, organisationId)).map((agent) => [agent.id, agent.name]));
  const places = (await listSellerPlaces(ports.db, organisationId)).filter((place) => agents.has(place.salesAgentId));
  const answers = await Promise.all(
    places.map(async (place) => ({
      salesAgent: agents.get(place.salesAgentId) ?? "A seller",
      answer: await askReviews(ports, { organisationId, ...place }, "all"),
    })),
  );
  const read = answers.flatMap(({ answer }): Reviews[] => (answer.kind === "ok" ? [answer.value] : []));
  const failed = answers.flatMap(({ salesAgent, answer }) =>
    answer.kind === "failed" ? [{ salesAgent, message: answer.problem.message }] : [],
  );
  return ports.inTransaction(async (tx) => {
    let moved = 0;
    for (const reviews of read) moved += await saveReviews(tx, ports, actor, reviews);
    return { moved, failed };
  });
}
