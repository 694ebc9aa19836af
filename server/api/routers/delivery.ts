import { getDeliveringBuy, listDeliveryDays, listRunningBuys } from "../../repositories/delivery-reads";
import { procedureFor, router } from "../trpc";
import { toDeliveryView, toRunningBuyView } from "../views/delivery-view";
import { mediaBuyIdInput } from "./media-buys.schema";

export const deliveryRouter = router({
  /** Buys that are not over, with pace: what Today and Delivery sort by money at risk. */
  running: procedureFor("desk:read").query(async ({ ctx }) => {
    const now = ctx.ports.clock();
    const buys = await listRunningBuys(ctx.ports.db, ctx.actor.organisationId);
    return buys.map((buy) => toRunningBuyView(buy, now));
  }),
  forMediaBuy: procedureFor("desk:read")
    .input(mediaBuyIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const buy = await getDeliveringBuy(db, ctx.actor.organisationId, input.mediaBuyId);
      return toDeliveryView(buy, await listDeliveryDays(db, ctx.actor.organisationId, input.mediaBuyId), clock());
    }),
});
