import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "@/server/api/context";
import { type InputRefusal, inputRefusal, mostBatch, mostBytes, notJson, tooLarge } from "@/server/api/input-limits";
import { readLimitedBody } from "@/server/api/limited-body";
import { refuseForeignOrigin } from "@/server/api/origin";
import { appRouter } from "@/server/api/root";

/** The API where no door stands before Next (development): held to the same limits as there. */
async function handle(request: Request): Promise<Response> {
  const refused = refuseForeignOrigin(request);
  if (refused) return refused;
  const req = await limited(request);
  if (req instanceof Response) return req;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    maxBatchSize: mostBatch,
    createContext: () => createContext(request.headers),
  });
}

async function limited(request: Request): Promise<Request | Response> {
  if (request.method !== "POST")
    return refuse(inputRefusal(new URL(request.url).searchParams.get("input") ?? "")) ?? request;
  if (!request.headers.get("content-type")?.toLowerCase().startsWith("application/json")) return refuse(notJson);
  const bytes = await readLimitedBody(request, mostBytes);
  if (bytes === null) return refuse(tooLarge);
  const body = new TextDecoder().decode(bytes);
  const { url, method, headers, signal } = request;
  return refuse(inputRefusal(body)) ?? new Request(url, { method, headers, signal, body });
}

function refuse(refusal: InputRefusal): Response;
function refuse(refusal: InputRefusal | null): Response | null;
function refuse(refusal: InputRefusal | null): Response | null {
  return refusal && Response.json({ error: { message: refusal.message } }, { status: refusal.status });
}

export { handle as GET, handle as POST };
