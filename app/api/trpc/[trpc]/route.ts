import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "@/server/api/context";
import { refuseForeignOrigin } from "@/server/api/origin";
import { appRouter } from "@/server/api/root";

async function handle(request: Request): Promise<Response> {
  const refused = refuseForeignOrigin(request);
  if (refused) return refused;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    maxBatchSize: 20,
    createContext: () => createContext(request.headers),
  });
}

export { handle as GET, handle as POST };
