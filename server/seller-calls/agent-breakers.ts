import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from "cockatiel";
import type { Ports } from "../ports";
import { recordAgentEvent } from "../repositories/agent-events";
import type { AgentEndpoint, SalesAgent, SalesAgents, SellerProblem } from "../sales-agents/sales-agent";
import { circuitOpen } from "./agent-held";
import type { BreakerOptions } from "./job-handler";

const usual: BreakerOptions = { failures: 8, halfOpenAfterMs: 10_000 };

export type AgentBreakers = { guard(salesAgents: SalesAgents): SalesAgents };

/**
 * Leaves an agent alone that does not answer: after some failures in a row no call reaches it, until one probe does. One breaker per
 * agent, so that the others go on. A refusal is an answer.
 */
export function agentBreakers(
  ports: Pick<Ports, "clock" | "newId" | "db" | "log">,
  options: BreakerOptions = usual,
): AgentBreakers {
  const breakers = new Map<string, CircuitBreakerPolicy>();
  const { failures, halfOpenAfterMs: halfOpenAfter } = options;
  const breakerOf = (endpoint: AgentEndpoint): CircuitBreakerPolicy => {
    const known = breakers.get(endpoint.salesAgentId);
    if (known) return known;
    const made = circuitBreaker(handleWhenResult(isBroken), {
      halfOpenAfter,
      breaker: new ConsecutiveBreaker(failures),
    });
    made.onBreak(() => note(ports, endpoint, "breaker_opened", `${failures} calls in a row without an answer`));
    made.onReset(() => note(ports, endpoint, "breaker_closed", "It answers again"));
    breakers.set(endpoint.salesAgentId, made);
    return made;
  };
  return { guard: (salesAgents) => (endpoint) => guarded(salesAgents(endpoint), breakerOf(endpoint), halfOpenAfter) };
}

function note(
  ports: Pick<Ports, "clock" | "newId" | "db" | "log">,
  { organisationId, salesAgentId }: AgentEndpoint,
  kind: "breaker_opened" | "breaker_closed",
  detail: string,
): void {
  const event = { id: ports.newId(), organisationId, salesAgentId, at: ports.clock(), kind, code: kind, detail };
  recordAgentEvent(ports.db, event).catch((err: unknown) => ports.log.warn({ err, salesAgentId }, "an event is lost"));
}

function guarded(agent: SalesAgent, breaker: CircuitBreakerPolicy, waitMs: number): SalesAgent {
  return new Proxy(agent, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function" || typeof name !== "string") return member;
      // Freezing is arithmetic, not a call.
      if (name.startsWith("freeze")) return member.bind(target);
      return (...args: unknown[]) =>
        breaker
          .execute(() => member.apply(target, args))
          .catch((error: unknown) => {
            if (!(error instanceof BrokenCircuitError)) throw error;
            return notTried(name, waitMs);
          });
    },
  });
}

const noAnswer = ["UNREACHABLE", "TIMEOUT", "CONNECTION_LOST", "SERVER_ERROR"];

/** The agent was not reached, or its server failed; whatever it says itself, and be it garbage, is an answer. */
function isBroken(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null || !("problem" in answer)) return false;
  return noAnswer.includes((answer.problem as SellerProblem).code);
}

/** Nothing left us: a read may be repeated, and a write is certain not to have happened. */
function notTried(name: string, waitMs: number) {
  const problem: SellerProblem = {
    code: circuitOpen,
    message: "The agent has not answered several times in a row and is left alone for a moment",
    field: null,
    suggestion: null,
    recovery: "transient",
    retryAfterSeconds: Math.ceil(waitMs / 1000),
    httpStatus: null,
    details: null,
  };
  return name.startsWith("send")
    ? { kind: "unreachable", problem, milliseconds: 0, httpStatus: null, raw: null }
    : { kind: "failed", problem, milliseconds: 0 };
}
