import { randomUUID } from "node:crypto";
import type { Log } from "../ports";
import { storageRefusal } from "./storage-refusal";

/**
 * What a door answers; what goes wrong in it is a line of the log, and an id to quote for whoever asked. `door`: its name in the log.
 */
export async function answerSafely(
  { door, log }: { readonly door: string; readonly log: Log },
  work: (requestId: string) => Promise<Response>,
): Promise<Response> {
  const requestId = randomUUID();
  try {
    return await work(requestId);
  } catch (err) {
    log.error({ err, requestId, door }, "a door could not answer");
    const storage = storageRefusal(err, null);
    const message = storage?.message ?? "Something went wrong on our side";
    const headers = { "cache-control": "no-store" };
    return Response.json({ error: { message, requestId } }, { status: storage ? 503 : 500, headers });
  }
}
