import { discoverAgents } from "../../discovery/discover-agents";
import { listSalesAgents } from "../../repositories/sales-agents";
import { mutationFor, router } from "../trpc";
import { toDiscoveryView } from "../views/discovery-view";
import { discoverInput } from "./discovery.schema";

export const discoveryRouter = router({
  /** Reads a domain's public files now. Changes nothing here; a mutation, because it goes out and is never asked again by itself. */
  read: mutationFor("sales_agent:write")
    .input(discoverInput)
    .mutation(async ({ ctx, input }) => {
      const { organisationId } = ctx.actor;
      const discovery = await discoverAgents(ctx.ports, organisationId, input.domain);
      return toDiscoveryView(discovery, await listSalesAgents(ctx.ports.db, organisationId));
    }),
});
