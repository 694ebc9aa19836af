import type { Tx } from "../db/client";
import { afterError } from "../domain/change/after-error";
import { backOffMs } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis, formatInstant, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { type AgentHold, holdAgent, releaseAgent, stopAgent } from "../repositories/agent-holds";
import { unsentCallsOf } from "../repositories/seller-calls";
import type { SellerProblem } from "../sales-agents/sales-agent";

type Place = { readonly organisationId: string; readonly salesAgentId: string };

/** The agent asked not to be called before `until`: whoever wanted to call it tries then. */
export class AgentHeld extends DomainError {
  readonly until: Instant;

  constructor(sellerName: string, until: Instant) {
    super("SELLER_LIMIT", heldSentence(sellerName, { until, needsCredential: false }));
    this.name = "AgentHeld";
    this.until = until;
  }
}

/** For the change, the media buy and whoever asks now. */
export function heldSentence(sellerName: string, hold: AgentHold): string {
  if (hold.needsCredential)
    return `${sellerName} does not accept our credentials; nothing is sent until they are renewed`;
  return `${sellerName} asked not to be called before ${formatInstant(hold.until, "UTC")} UTC`;
}

/** Our own code of a call that did not go out, because its agent has not answered for a while (agent-breakers.ts). */
export const circuitOpen = "CIRCUIT_OPEN";

/** Takes an answer that concerns every call to this agent to heart: 429 and retry_after hold it, AUTH_REQUIRED stops it. */
export async function heedProblem(
  tx: Tx,
  ports: Pick<Ports, "clock" | "random">,
  place: Place,
  problem: SellerProblem,
): Promise<void> {
  if (afterError(problem.code, problem.recovery).kind === "stop_agent") return stopAgent(tx, place);
  if (problem.code === circuitOpen) return;
  if (problem.code !== "RATE_LIMITED" && problem.retryAfterSeconds === null) return;
  await holdAgent(tx, place, addMillis(ports.clock(), backOffMs(1, 0, problem.retryAfterSeconds)));
}

/** A held call looks again at least this often: the hold may be lifted before its time. */
const lookAgainMs = 60_000;

/** When a call that is held tries again. Pausing goes first when the hold ends. */
export function afterHold(hold: AgentHold, now: Instant, goesFirst: boolean): Instant {
  const soon = addMillis(now, lookAgainMs);
  const until = hold.needsCredential || isBefore(soon, hold.until) ? soon : hold.until;
  return goesFirst ? until : addMillis(until, 1_000);
}

/** The agent has another credential: what waits for it goes out now. Call `ports.wakeWorker()` after the commit. */
export async function resumeAgent(tx: Tx, ports: Pick<Ports, "clock" | "newId">, place: Place): Promise<void> {
  await releaseAgent(tx, place);
  const at = ports.clock();
  for (const { id: subjectId, lane } of await unsentCallsOf(tx, place)) {
    const job = { id: ports.newId(), organisationId: place.organisationId, subjectId, lane, dueAt: at, at };
    await enqueueJob(tx, { ...job, kind: "send_seller_call" });
  }
}
