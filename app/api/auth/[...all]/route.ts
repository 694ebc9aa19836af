import { toNextJsHandler } from "better-auth/next-js";
import { withLimitKey } from "@/server/auth/limit-key";
import { composition } from "@/server/composition";

async function handle(request: Request): Promise<Response> {
  const { GET, POST } = toNextJsHandler(composition().auth);
  const marked = await withLimitKey(request);
  return request.method === "GET" ? GET(marked) : POST(marked);
}

export { handle as GET, handle as POST };
