import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { createContext } from "../api/context";
import { type InputRefusal, inputRefusal, mostBatch, mostBytes, notJson, tooLarge } from "../api/input-limits";
import { readLimitedBody } from "../api/limited-body";
import { appRouter } from "../api/root";

/** One call of the API, or the refusal of one that asks for more than a call may (quality A14). `path`: its procedures. */
export async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: Headers,
): Promise<InputRefusal | null> {
  if (request.method === "POST") {
    if (!headers.get("content-type")?.toLowerCase().startsWith("application/json")) return notJson;
    const bytes = await readLimitedBody(request, mostBytes);
    if (bytes === null) return tooLarge;
    const text = new TextDecoder().decode(bytes);
    const refusal = inputRefusal(text);
    if (refusal) return refusal;
    // Where the adapter looks for a body that was read before it.
    Object.assign(request, { body: text });
  } else {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const refusal = inputRefusal(searchParams.get("input") ?? "");
    if (refusal) return refusal;
  }
  await nodeHTTPRequestHandler({
    req: request,
    res: response,
    path,
    router: appRouter,
    maxBatchSize: mostBatch,
    createContext: () => createContext(headers),
  });
  return null;
}
