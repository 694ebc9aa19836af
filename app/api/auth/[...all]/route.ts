import { toNextJsHandler } from "better-auth/next-js";
import { composition } from "@/server/composition";

function handle(request: Request): Promise<Response> {
  const { GET, POST } = toNextJsHandler(composition().auth);
  return request.method === "GET" ? GET(request) : POST(request);
}

export { handle as GET, handle as POST };
