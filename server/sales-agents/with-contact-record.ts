import { type Deviation, deviationsOf } from "./deviations";
import type { AgentEndpoint, Read, SalesAgent, SalesAgents, WriteReply } from "./sales-agent";

export type ContactObservation = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  /** The port's method and the closed kind of its answer. */
  readonly method: keyof SalesAgent;
  readonly kind: Answer["kind"];
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly error: string | null;
  /** What of the answer departs from the standard. */
  readonly deviations: readonly Deviation[];
};

type Answer = Read<unknown> | WriteReply<unknown>;

/** Tells `record` how each call went, so that an agent's health is what really happened and not a separate ping. */
export function withContactRecord(salesAgents: SalesAgents, record: (seen: ContactObservation) => void): SalesAgents {
  return (endpoint) => observe(salesAgents(endpoint), endpoint, record);
}

function observe(agent: SalesAgent, endpoint: AgentEndpoint, record: (seen: ContactObservation) => void): SalesAgent {
  return new Proxy(agent, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const outcome: unknown = member.apply(target, args);
        if (outcome instanceof Promise)
          return outcome.then((answer: Answer) => noted(property as keyof SalesAgent, answer, endpoint, record));
        return outcome;
      };
    },
  });
}

function noted(
  method: keyof SalesAgent,
  answer: Answer,
  endpoint: AgentEndpoint,
  record: (seen: ContactObservation) => void,
): Answer {
  const problem = "problem" in answer ? answer.problem : null;
  // A refusal by rule, or that it does not offer this, is an answer: the agent is well. Only what it could not answer counts against it.
  const isAnswer = answer.kind === "refused" || problem?.code === "UNSUPPORTED_FEATURE";
  const broken = problem !== null && (!isAnswer || problem.code === "AUTH_REQUIRED");
  record({
    organisationId: endpoint.organisationId,
    salesAgentId: endpoint.salesAgentId,
    method,
    kind: answer.kind,
    ok: !broken,
    milliseconds: answer.milliseconds,
    error: problem && broken ? `${problem.code}: ${problem.message}`.slice(0, 500) : null,
    deviations: deviationsOf(method, answer),
  });
  return answer;
}
