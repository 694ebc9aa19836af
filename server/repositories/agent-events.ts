import type { Db, Tx } from "../db/client";
import { type Instant, instantFromMillis } from "../domain/time";

export type AgentEventKind =
  | "webhook_refused"
  | "webhook_conflict"
  | "breaker_opened"
  | "breaker_closed"
  | "silent_no_op"
  | "spec_deviation";

export type AgentEvent = {
  readonly id: string;
  readonly at: Instant;
  readonly kind: string;
  readonly code: string;
  /** May hold the seller's own words: untrusted text. */
  readonly detail: string;
};

export type NewAgentEvent = {
  readonly id: string;
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly at: Instant;
  readonly kind: AgentEventKind;
  readonly code: string;
  readonly detail: string;
};

/** What happened with an agent, for its health page. */
export async function recordAgentEvent(tx: Db | Tx, event: NewAgentEvent): Promise<void> {
  const { at, code, detail, ...columns } = event;
  await tx.agentEvent.create({
    data: { ...columns, at: new Date(at), code: code.slice(0, 64), detail: detail.slice(0, 1000) },
  });
}

/** The newest first. */
export async function recentAgentEvents(
  db: Db | Tx,
  organisationId: string,
  salesAgentId: string,
  limit: number,
): Promise<readonly AgentEvent[]> {
  const rows = await db.agentEvent.findMany({
    where: { organisationId, salesAgentId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(({ id, at, kind, code, detail }) => ({
    id,
    at: instantFromMillis(at.getTime()),
    kind,
    code,
    detail,
  }));
}
