import type { Failure } from "./call-errors";
import type { WriteFacts } from "./write-reply";

/** One call's way through the pool: what came back, or why nothing did. Never throws for a seller's fault. */
export type Called =
  | { readonly kind: "answered"; readonly result: unknown; readonly facts: WriteFacts }
  | { readonly kind: "failed"; readonly failure: Failure; readonly facts: WriteFacts };

export type CallOptions = {
  readonly deadlineMs: number;
  /** True for reads: sent a second time when the seller says that it has forgotten the session. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
};

/** How an adapter puts a tool's call on the wire of one protocol; all else is the same for every protocol. */
export type ToolCaller = {
  call(tool: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<Called>;
  /** How a task of the protocol's own stands, in the words of AdCP's `tasks_get`. Absent: the protocol has none. */
  task?(taskId: string, options: CallOptions): Promise<Called>;
  /** The seller's tools and its name for itself, from the handshake. */
  describe(): Promise<
    | { readonly kind: "described"; readonly tools: readonly string[]; readonly serverName: string | null }
    | { readonly kind: "failed"; readonly failure: Failure; readonly facts: WriteFacts }
  >;
};
