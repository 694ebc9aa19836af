import type { SellerProblem } from "../sales-agent";
import type { HttpReply } from "../transport";

/** An HTTP answer that is no answer of the protocol; the status and the words decide what it means. */
export class HttpRefusal extends Error {
  readonly reply: HttpReply;
  /** True when the request named a session of the seller's, which it may have forgotten. */
  readonly inSession: boolean;
  /** Whose agent was looked for, as people call it. */
  readonly protocol: string;

  constructor(reply: HttpReply, protocol: string, inSession = false) {
    super(`HTTP ${reply.status}`);
    this.name = "HttpRefusal";
    this.reply = reply;
    this.protocol = protocol;
    this.inSession = inSession;
  }
}

/** A JSON-RPC error object that answered our request. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

/** How sure we are of it is known where it is thrown. */
export class CallFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.problem.message);
    this.name = "CallFailure";
    this.failure = failure;
  }
}

/**
 * How sure we are that nothing happened at the seller. refused: it said no. unreachable: the call never left us.
 * unknown: it may have been carried out (requirements §4.3).
 */
export type Failure = {
  readonly certainty: "refused" | "unreachable" | "unknown";
  readonly problem: SellerProblem;
};
