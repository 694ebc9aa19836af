import type { inferRouterOutputs } from "@trpc/server";
import { activityRouter } from "./routers/activity";
import { salesAgentsRouter } from "./routers/sales-agents";
import { router } from "./trpc";

export const appRouter = router({
  activity: activityRouter,
  salesAgents: salesAgentsRouter,
});
export type AppRouter = typeof appRouter;
export type RouterOutput = inferRouterOutputs<AppRouter>;
