import { createHash } from "node:crypto";
import type { Tx } from "../db/client";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { insertSellerCall } from "../repositories/seller-calls";
import type { FrozenRequest } from "../sales-agents/sales-agent";

export type QueuedCall = {
  readonly organisationId: string;
  readonly changeId: string | null;
  readonly mediaBuyId: string | null;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly request: FrozenRequest;
  /** Calls of one lane are sent one at a time: the media buy id, or agent and account for creatives. */
  readonly lane: string;
};

/** Where the sealed idempotency key of a call is bound to. */
export function keyPlace(organisationId: string, sellerCallId: string) {
  return { organisationId, rowId: sellerCallId, field: "idempotencyKey" };
}

export function hashRequest(body: string): string {
  return createHash("sha256").update(body, "utf8").digest("hex");
}

/** Writes one call and its job into the caller's transaction; the worker sends it after the commit. Returns the call's id. */
export async function queueSellerCall(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault" | "tracing">,
  call: QueuedCall,
): Promise<string> {
  const id = ports.newId();
  const at = ports.clock();
  const key = ports.newIdempotencyKey();
  const { lane, request, ...columns } = call;
  await insertSellerCall(tx, {
    ...columns,
    id,
    at,
    tool: request.tool,
    request: request.body,
    requestHash: hashRequest(request.body),
    idempotencyKeySealed: ports.vault.seal(key, keyPlace(call.organisationId, id)),
    idempotencyKeyPrefix: key.slice(0, 8),
    traceparent: ports.tracing?.current() ?? null,
  });
  const { organisationId } = call;
  await enqueueJob(tx, {
    id: ports.newId(),
    organisationId,
    kind: "send_seller_call",
    subjectId: id,
    lane,
    dueAt: at,
    at,
  });
  return id;
}
