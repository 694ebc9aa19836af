import { hash } from "node:crypto";
import type { Tx } from "../db/client";
import type { Ports } from "../ports";
import { enqueueNewJobs } from "../queue/jobs";
import { insertSellerCalls, type NewSellerCall } from "../repositories/seller-calls";
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
  return hash("sha256", body);
}

/**
 * Writes calls of one organisation and their jobs into the caller's transaction, in this order; the worker sends them after the commit.
 * Returns their ids.
 */
export async function queueSellerCalls(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault" | "tracing">,
  calls: readonly QueuedCall[],
): Promise<readonly string[]> {
  const at = ports.clock();
  const traceparent = ports.tracing?.current() ?? null;
  const made = calls.map(({ lane, request, ...columns }) => {
    const id = ports.newId();
    const key = ports.newIdempotencyKey();
    const call: NewSellerCall = {
      ...columns,
      id,
      at,
      tool: request.tool,
      request: request.body,
      requestHash: hashRequest(request.body),
      idempotencyKeySealed: ports.vault.seal(key, keyPlace(columns.organisationId, id)),
      idempotencyKeyPrefix: key.slice(0, 8),
      traceparent,
    };
    return { call, lane };
  });
  await insertSellerCalls(
    tx,
    made.map(({ call }) => call),
  );
  const kind = "send_seller_call" as const;
  const jobs = made.map(({ call: { id: subjectId, organisationId }, lane }) => ({
    id: ports.newId(),
    organisationId,
    kind,
    subjectId,
    lane,
    dueAt: at,
    at,
  }));
  await enqueueNewJobs(tx, jobs);
  return made.map(({ call }) => call.id);
}
