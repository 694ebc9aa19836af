import { answerDeadlineMillis } from "../domain/campaign/product-search";
import { millisOf } from "../domain/time";
import type { Ports } from "../ports";
import { campaignOfSearch, settleAnswer } from "../repositories/product-searches";
import { inCall } from "../sales-agents/call-context";
import type { AgentEndpoint, ProductAnswer, ProductQuery, Read } from "../sales-agents/sales-agent";
import { endpointOf } from "../seller-calls/endpoints";
import { recordAnswer } from "./record-answers";
import { notifySearch } from "./running-searches";

export type Question = {
  readonly organisationId: string;
  readonly searchId: string;
  /** Left out: looked up by the search. */
  readonly campaignId?: string;
  readonly answerId: string;
  readonly salesAgentId: string;
  readonly query: ProductQuery;
  /** Left out: looked up. */
  readonly endpoint?: AgentEndpoint | undefined;
  /** Why the agent is not asked at all: the standing of the account we would buy on. */
  readonly refusal?: string | null;
};

/** Asks one agent and records what it said. Never rejects: a failure of any kind is an answer that can be asked again. */
export async function askAgent(ports: Ports, question: Question, deadlineMillis = answerDeadlineMillis): Promise<void> {
  const started = millisOf(ports.clock());
  try {
    const reply = await replyOf(ports, question, deadlineMillis);
    await recordAnswer(ports, question, reply);
  } catch (error) {
    ports.log.error({ searchId: question.searchId, salesAgentId: question.salesAgentId, err: error }, "product search");
    await recordBug(ports, question, millisOf(ports.clock()) - started);
  } finally {
    notifySearch(question.searchId);
  }
}

/** The seller's reply, or a failure of our own at the deadline even if the adapter does not heed the signal. */
async function replyOf(ports: Ports, question: Question, deadlineMillis: number): Promise<Read<ProductAnswer>> {
  if (question.refusal) return notAsked(question.refusal);
  const { organisationId, searchId } = question;
  const endpoint = question.endpoint ?? (await endpointOf(ports.db, ports, organisationId, question.salesAgentId));
  const campaignId = question.campaignId ?? (await campaignOfSearch(ports.db, organisationId, searchId));
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<Read<ProductAnswer>>((resolve) => {
    timer = setTimeout(() => {
      resolve(timedOut(deadlineMillis));
      late.abort();
    }, deadlineMillis);
  });
  try {
    const asking = inCall({ campaignId }, () => ports.salesAgents(endpoint).getProducts(question.query, late.signal));
    return await Promise.race([asking, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(milliseconds: number): Read<ProductAnswer> {
  return {
    kind: "failed",
    problem: ours("TIMEOUT", `No answer in ${Math.round(milliseconds / 1000)} s`),
    milliseconds,
  };
}

function notAsked(refusal: string): Read<ProductAnswer> {
  return { kind: "failed", problem: ours("ACCOUNT_STATUS", refusal), milliseconds: 0 };
}

function ours(code: string, message: string) {
  const nothing = { field: null, suggestion: null, retryAfterSeconds: null, httpStatus: null, details: null };
  return { code, message, recovery: "transient", ...nothing } as const;
}

async function recordBug(ports: Ports, question: Question, milliseconds: number): Promise<void> {
  const error = { code: "INTERNAL", message: "Something went wrong on our side" };
  const outcome = { state: "failed", at: ports.clock(), milliseconds, error, incomplete: [] } as const;
  const answer = { id: question.answerId, organisationId: question.organisationId };
  try {
    await ports.inTransaction((tx) => settleAnswer(tx, answer, outcome));
  } catch (failure) {
    // The row stays "asking" and is shown as failed once its deadline is over.
    ports.log.error({ searchId: question.searchId, err: failure }, "product search could not be recorded");
  }
}
