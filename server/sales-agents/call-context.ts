import { AsyncLocalStorage } from "node:async_hooks";

/** What the exchanges of a piece of work are for, so that the transcript can tie them to it. */
export type CallContext = {
  readonly sellerCallId?: string | null;
  /** Which sending of the call it is, from 1. */
  readonly attempt?: number | null;
  readonly changeId?: string | null;
  readonly mediaBuyId?: string | null;
  readonly campaignId?: string | null;
  /** The stored exchange that this one repeats. */
  readonly replayOfId?: string | null;
};

const slot = Symbol.for("flightdeck.call-context");
const kept = globalThis as { [slot]?: AsyncLocalStorage<CallContext> };
// Next bundles modules more than once a process: who begins a call and the transport that sends it may hold different copies of this file.

/** Somebody keeps exchanges: calls are followed from now on. Until then nothing pays for it (Node follows every promise). */
export function followCalls(): void {
  kept[slot] ??= new AsyncLocalStorage<CallContext>();
}

/** Everything sent inside `work` belongs to `context`; an inner context adds to the outer one. */
export function inCall<T>(context: CallContext, work: () => T): T {
  const calls = kept[slot];
  return calls ? calls.run({ ...calls.getStore(), ...context }, work) : work();
}

export function currentCall(): CallContext | null {
  return kept[slot]?.getStore() ?? null;
}
