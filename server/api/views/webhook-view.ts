import type { Instant } from "../../domain/time";
import { signingProblem } from "../../domain/webhook/may-sign";
import type { WebhookMode } from "../../domain/webhook/webhook-mode";
import type { AgentEvent } from "../../repositories/agent-events";
import type { WebhookReceipt } from "../../repositories/webhook-receipts";
import type { WebhookAgent } from "../../repositories/webhook-registrations";

/** An agent's webhooks as the desk shows them; whether there is a secret, never the secret. */
export type WebhookView = {
  readonly salesAgentId: string;
  readonly mode: WebhookMode;
  /** Where the seller reaches us, without the secret end of the path; null: it cannot. */
  readonly base: string | null;
  readonly hasSecret: boolean;
  /** Until when the secret before the last change still counts. */
  readonly previousUntil: Instant | null;
  /** Why a mode cannot be chosen; null: it can. */
  readonly problems: Readonly<Record<Exclude<WebhookMode, "off">, string | null>>;
  /** The newest first: what came in, what was refused, and what else happened with the agent. */
  readonly lines: readonly WebhookLine[];
  readonly revision: number;
};

export type WebhookLine = {
  readonly id: string;
  readonly at: Instant;
  /** A receipt's state (received, applied, older, unmatched) or an event's kind. */
  readonly kind: string;
  /** What a webhook was about, in the seller's words; null: an event. */
  readonly task: { readonly type: string; readonly status: string; readonly id: string } | null;
  /** Code and sentence of an event. */
  readonly code: string;
  readonly detail: string;
};

type Known = {
  readonly agent: WebhookAgent;
  readonly base: string | null;
  readonly receipts: readonly WebhookReceipt[];
  readonly events: readonly AgentEvent[];
};

const mostLines = 20;

export function toWebhookView({ agent, base, receipts, events }: Known): WebhookView {
  const { id: salesAgentId, mode, secretSealed, previousUntil, capabilities, name, revision } = agent;
  const problem = (of: "rfc9421" | "hmac") => signingProblem(of, capabilities, name);
  const lines = [...receipts.map(receiptLine), ...events.map(eventLine)]
    .sort((a, b) => (a.at === b.at ? b.id.localeCompare(a.id) : b.at.localeCompare(a.at)))
    .slice(0, mostLines);
  const problems = { rfc9421: problem("rfc9421"), hmac: problem("hmac") };
  return { salesAgentId, mode, base, hasSecret: secretSealed !== null, previousUntil, problems, lines, revision };
}

function receiptLine({ id, receivedAt: at, state: kind, taskType, status, taskId }: WebhookReceipt): WebhookLine {
  const task = { type: taskType ?? "", status: status ?? "", id: taskId ?? "" };
  return { id, at, kind, task, code: "", detail: "" };
}

function eventLine({ id, at, kind, code, detail }: AgentEvent): WebhookLine {
  return { id, at, kind, task: null, code, detail };
}
