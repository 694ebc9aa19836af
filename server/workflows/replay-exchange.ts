import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import { toolCallOf, whyNoReplay } from "../domain/transcript/tool-call";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getExchange } from "../repositories/exchanges";
import { getSalesAgent, listSalesAgents, type SalesAgentRecord } from "../repositories/sales-agents";
import { inCall } from "../sales-agents/call-context";
import { accountRefOf, endpointOf } from "../seller-calls/endpoints";

export type ReplayChoices = {
  /** Why the exchange itself cannot be sent again; null: it can. */
  readonly refusal: string | null;
  /** What is left out of the request, in words. */
  readonly leftOut: readonly string[];
  readonly agents: readonly { readonly id: string; readonly name: string; readonly refusal: string | null }[];
};

/** To whom an exchange may be sent again, and why not to the others; sandboxes first. */
export async function replayChoices(ports: Ports, actor: Actor, exchangeId: string): Promise<ReplayChoices> {
  const exchange = await getExchange(ports.db, actor.organisationId, exchangeId);
  const agents = (await listSalesAgents(ports.db, actor.organisationId))
    .map((agent) => ({ id: agent.id, name: agent.name, refusal: whyNoReplay(agent) }))
    .sort((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null));
  try {
    return { refusal: null, leftOut: toolCallOf(exchange).leftOut, agents };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { refusal: error.message, leftOut: [], agents };
  }
}

export type Replayed = {
  readonly at: Instant;
  /** What the seller said against it, or why it could not be asked; its whole answer is in the transcript. */
  readonly problem: { readonly code: string; readonly message: string } | null;
};

/**
 * Sends a stored tool call again, to an agent marked sandbox: under a new idempotency key, on a sandbox account of that agent, without
 * webhook addresses. What came of it is an exchange of its own that names this one. A repeated browser request sends nothing.
 */
export async function replayExchange(
  ports: Ports,
  actor: Actor,
  input: { readonly exchangeId: string; readonly salesAgentId: string },
): Promise<Replayed> {
  const { organisationId } = actor;
  const exchange = await getExchange(ports.db, organisationId, input.exchangeId);
  const call = toolCallOf(exchange);
  const agent = await getSalesAgent(ports.db, organisationId, input.salesAgentId);
  const refusal = whyNoReplay(agent);
  if (refusal !== null) throw new DomainError("NOT_ALLOWED", refusal);
  let isFirst = false;
  const outcome = await ports.inTransaction(async (tx) => {
    isFirst = true;
    const at = ports.clock();
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "sales_agent.replayed",
      subjectType: "sales_agent",
      subjectId: agent.id,
      summary: `Sent a stored ${call.tool} again to the sandbox ${agent.name}`,
      after: { exchangeId: exchange.id },
    });
    return { at, problem: null };
  });
  if (!isFirst) return outcome;
  const { repeatCall } = ports.salesAgents(await endpointOf(ports.db, ports, organisationId, agent.id));
  if (!repeatCall) throw new DomainError("NOT_ALLOWED", `Nothing can be sent again to ${agent.name} over its protocol`);
  const idempotencyKey = call.hadKey ? ports.newIdempotencyKey() : null;
  const account = call.hadAccount ? sandboxAccount(agent) : null;
  const reply = await inCall({ replayOfId: exchange.id }, () =>
    repeatCall({ tool: call.tool, args: call.args, account, idempotencyKey }),
  );
  if (reply.kind === "ok") return outcome;
  const { code, message } = reply.problem;
  return { ...outcome, problem: { code, message } };
}

function sandboxAccount(agent: SalesAgentRecord) {
  const account = agent.accounts.find((one) => one.sandbox && one.status === "active");
  return account ? accountRefOf(account) : null;
}
