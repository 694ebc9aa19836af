import type { inferRouterOutputs } from "@trpc/server";
import { accountRouter } from "./routers/account";
import { accountsRouter } from "./routers/accounts";
import { activityRouter } from "./routers/activity";
import { adoptRouter } from "./routers/adopt";
import { agentRecordRouter } from "./routers/agent-record";
import { campaignsRouter } from "./routers/campaigns";
import { capabilitiesRouter } from "./routers/capabilities";
import { changeSetsRouter } from "./routers/change-sets";
import { creativesRouter } from "./routers/creatives";
import { deliveryRouter } from "./routers/delivery";
import { discoveryRouter } from "./routers/discovery";
import { doctorRouter } from "./routers/doctor";
import { exposureRouter } from "./routers/exposure";
import { inboxRouter } from "./routers/inbox";
import { mediaBuysRouter } from "./routers/media-buys";
import { membersRouter } from "./routers/members";
import { packagesRouter } from "./routers/packages";
import { productsRouter } from "./routers/products";
import { proposalsRouter } from "./routers/proposals";
import { salesAgentsRouter } from "./routers/sales-agents";
import { signingKeysRouter } from "./routers/signing-keys";
import { steeringRouter } from "./routers/steering";
import { transcriptRouter } from "./routers/transcript";
import { undoRouter } from "./routers/undo";
import { webhooksRouter } from "./routers/webhooks";
import { router } from "./trpc";

export const appRouter = router({
  adopt: adoptRouter,
  accounts: accountsRouter,
  products: productsRouter,
  proposals: proposalsRouter,
  packages: packagesRouter,
  campaigns: campaignsRouter,
  account: accountRouter,
  members: membersRouter,
  capabilities: capabilitiesRouter,
  activity: activityRouter,
  agentRecord: agentRecordRouter,
  creatives: creativesRouter,
  delivery: deliveryRouter,
  discovery: discoveryRouter,
  doctor: doctorRouter,
  exposure: exposureRouter,
  salesAgents: salesAgentsRouter,
  changeSets: changeSetsRouter,
  mediaBuys: mediaBuysRouter,
  inbox: inboxRouter,
  signingKeys: signingKeysRouter,
  steering: steeringRouter,
  transcript: transcriptRouter,
  undo: undoRouter,
  webhooks: webhooksRouter,
});
export type AppRouter = typeof appRouter;
export type RouterOutput = inferRouterOutputs<AppRouter>;
