import type { inferRouterOutputs } from "@trpc/server";
import { activityRouter } from "./routers/activity";
import { agentRecordRouter } from "./routers/agent-record";
import { campaignsRouter } from "./routers/campaigns";
import { changeSetsRouter } from "./routers/change-sets";
import { creativesRouter } from "./routers/creatives";
import { deliveryRouter } from "./routers/delivery";
import { doctorRouter } from "./routers/doctor";
import { exposureRouter } from "./routers/exposure";
import { inboxRouter } from "./routers/inbox";
import { mediaBuysRouter } from "./routers/media-buys";
import { packagesRouter } from "./routers/packages";
import { productsRouter } from "./routers/products";
import { salesAgentsRouter } from "./routers/sales-agents";
import { steeringRouter } from "./routers/steering";
import { undoRouter } from "./routers/undo";
import { webhooksRouter } from "./routers/webhooks";
import { router } from "./trpc";

export const appRouter = router({
  products: productsRouter,
  packages: packagesRouter,
  campaigns: campaignsRouter,
  activity: activityRouter,
  agentRecord: agentRecordRouter,
  creatives: creativesRouter,
  delivery: deliveryRouter,
  doctor: doctorRouter,
  exposure: exposureRouter,
  salesAgents: salesAgentsRouter,
  changeSets: changeSetsRouter,
  mediaBuys: mediaBuysRouter,
  inbox: inboxRouter,
  steering: steeringRouter,
  undo: undoRouter,
  webhooks: webhooksRouter,
});
export type AppRouter = typeof appRouter;
export type RouterOutput = inferRouterOutputs<AppRouter>;
