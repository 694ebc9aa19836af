import { randomUUID } from "node:crypto";
import { composition } from "../composition";
import { storageRefusal } from "./storage-refusal";

/**
 * What a door answers; what goes wrong in it is a line of the log, and an id to quote for whoever asked. `door`: its name in the log.
 */
export async function answerSafely(door: string, work: (requestId: string) => Promise<Response>): Promise<Response> {
  const requestId = randomUUID();
  try {
    return await work(requestId);
  } catch (err) {
    composition().ports.log.error({ err, requestId, door }, "a door could not answer");
    const storage = storageRefusal(err, null);
    const message = storage?.message ?? "Something went wrong on our side";
    const headers = { "cache-control": "no-store" };
    return Response.json({ error: { message, requestId } }, { status: storage ? 503 : 500, headers });
  }
}
