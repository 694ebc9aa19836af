import { type Instant, millisOf } from "../time";

/** How long one agent may take to answer get_products; another agent never waits for it. */
export const answerDeadlineMillis = 30_000;

/** Past its deadline by this much, nobody is asking any more: the process that did was stopped. */
const graceMillis = 5_000;

/** True when an answer still says "asking" though its deadline is over: shown as failed, with a retry. */
export function isAbandoned(answer: { readonly state: string; readonly since: Instant }, now: Instant): boolean {
  return answer.state === "asking" && millisOf(now) - millisOf(answer.since) > answerDeadlineMillis + graceMillis;
}
