import { salesAgentsRouter } from "./routers/sales-agents";
import { router } from "./trpc";

export const appRouter = router({
  salesAgents: salesAgentsRouter,
});
export type AppRouter = typeof appRouter;
