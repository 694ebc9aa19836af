import { Agent, type Dispatcher } from "undici";
import { soundText } from "../domain/sound-text";
import { BlockedAddress, checkedUrl, guardedLookup, type Resolve } from "./addresses";
import { type CallContext, currentCall, followCalls } from "./call-context";
import { answerFinder } from "./event-stream";
import { keysIn, redactBody, redactHeaders, redactUrl } from "./redact";

/**
 * What happened between us and the seller, for the transcript: credentials and idempotency keys are cut out, of headers and bodies when they
 * are first read.
 */
export type Exchange = {
  readonly organisationId: string;
  readonly salesAgentId: string | null;
  readonly protocol: ExchangeProtocol;
  /** The AdCP task, or the protocol's own step such as `initialize`. */
  readonly tool: string;
  readonly method: string;
  readonly url: string;
  /** null: no HTTP answer. */
  readonly status: number | null;
  readonly ms: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  /** What it was for, where somebody said so. */
  readonly context: CallContext | null;
  /** How much the bodies keep in memory until then, about. */
  readonly characters: number;
};

export type ExchangeProtocol = "mcp" | "a2a" | "rest" | "oauth" | "document";

export type TransportOptions = {
  /** Hosts that may be private and may speak plain http, such as the sandbox on loopback. */
  readonly allowedHosts: readonly string[];
  readonly onExchange?: (exchange: Exchange) => void;
  readonly resolve?: Resolve;
  readonly maxReplyBytes?: number;
};

export type HttpRequest = {
  readonly organisationId: string;
  /** null: no agent yet, such as while one is looked for. */
  readonly salesAgentId: string | null;
  readonly protocol: ExchangeProtocol;
  readonly tool: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: none (GET). */
  readonly body: string | null;
  /** JSON-RPC id that an event stream is read for; null: the whole body is the answer. */
  readonly requestId: string | number | null;
  readonly secrets: readonly string[];
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
};

/** One request to an agent, without what proves who we are. */
export type AgentRequest = Pick<
  HttpRequest,
  "tool" | "method" | "url" | "headers" | "body" | "requestId" | "deadlineMs" | "signal"
>;

export type HttpReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, or the one answering event of an event stream. */
  readonly text: string;
};

export type FaultCode =
  | "BLOCKED_ADDRESS"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "ABORTED"
  | "CONNECTION_LOST"
  | "REPLY_TOO_LARGE"
  /** The token address refused our client: nothing goes to the agent until its credential is replaced. */
  | "AUTH_REQUIRED"
  /** The agent refused our access token before it looked at the request. */
  | "TOKEN_EXPIRED";

/** No usable HTTP answer. `delivered` false: not one byte of the request left, so it is safe to send again. */
export class TransportFault extends Error {
  readonly code: FaultCode;
  readonly delivered: boolean;

  constructor(code: FaultCode, message: string, delivered: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = "TransportFault";
    this.code = code;
    this.delivered = delivered;
  }
}

export type Transport = {
  /** One request, delivered at most once: no redirect is followed, nothing is sent again. Throws TransportFault. */
  send(request: HttpRequest): Promise<HttpReply>;
  /** One GET of a public document, such as a key set; the same look-up, deadline and cap, no redirect. Throws TransportFault. */
  get(get: Pick<HttpRequest, "organisationId" | "salesAgentId" | "url" | "deadlineMs">): Promise<HttpReply>;
  close(): Promise<void>;
};

const defaultMaxReplyBytes = 5 * 1024 * 1024;
const connectMs = 10_000;

/** Our own HTTP under every seller protocol (design §4): pinned look-up, deadline, byte cap, capture. */
export function makeTransport(options: TransportOptions): Transport {
  if (options.onExchange) followCalls();
  const agent = new Agent({
    connections: 32,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectMs, lookup: guardedLookup(options.allowedHosts, options.resolve) },
  });
  const maxBytes = options.maxReplyBytes ?? defaultMaxReplyBytes;
  async function send(request: HttpRequest): Promise<HttpReply> {
    const startedAt = performance.now();
    const capture = capturing(request, options.onExchange, startedAt);
    try {
      const url = checkedUrl(request.url, options.allowedHosts);
      const reply = await deliver(agent, url, request, maxBytes);
      capture(reply, null);
      return reply;
    } catch (error) {
      const fault = asFault(error);
      capture(null, fault);
      throw fault;
    }
  }
  return {
    send,
    get: (get) => send({ ...publicDocument, ...get }),
    close: () => agent.destroy(),
  };
}

const publicDocument = {
  protocol: "document",
  tool: "document",
  method: "GET",
  headers: { accept: "application/json" },
  body: null,
  requestId: null,
  secrets: [],
} as const;

function capturing(request: HttpRequest, onExchange: TransportOptions["onExchange"], startedAt: number) {
  if (!onExchange) return () => undefined;
  const context = currentCall();
  return (reply: HttpReply | null, fault: TransportFault | null): void => {
    const { organisationId, salesAgentId, protocol, tool, method } = request;
    const made = once(() => redactedParts(request, reply));
    onExchange({
      organisationId,
      salesAgentId,
      protocol,
      tool,
      method,
      url: URL.canParse(request.url) ? redactUrl(new URL(request.url)) : "(not a URL)",
      status: reply?.status ?? null,
      ms: performance.now() - startedAt,
      get requestHeaders() {
        return made().requestHeaders;
      },
      get requestBody() {
        return made().requestBody;
      },
      get responseHeaders() {
        return made().responseHeaders;
      },
      get responseBody() {
        return made().responseBody;
      },
      errorCode: fault?.code ?? null,
      error: fault === null ? null : `${fault.code}: ${fault.message}`,
      context,
      characters: (request.body?.length ?? 0) + (reply?.text.length ?? 0),
    });
  };
}

/** Takes longer than all else that a call costs us: whoever keeps exchanges reads it once nobody waits. */
function redactedParts({ headers, body, secrets }: HttpRequest, reply: HttpReply | null) {
  const keys = keysIn(body);
  return {
    requestHeaders: redactHeaders(headers, secrets),
    requestBody: redactBody(body, secrets),
    responseHeaders: redactHeaders(reply?.headers ?? {}, secrets, keys),
    responseBody: redactBody(reply?.text ?? null, secrets, keys),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function asFault(error: unknown): TransportFault {
  if (error instanceof TransportFault) return error;
  if (error instanceof BlockedAddress) return new TransportFault("BLOCKED_ADDRESS", error.message, false, error);
  throw error;
}

function deliver(agent: Dispatcher, url: URL, request: HttpRequest, maxBytes: number): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const delivery = new Delivery(request, maxBytes, resolve, reject);
    agent.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
        idempotent: false,
        blocking: true,
      },
      delivery,
    );
  });
}

/** One request on the wire. It settles once; whatever the socket does after that is dropped. */
class Delivery implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #delivered = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #bytes = 0;
  #text = "";
  #find: ((chunk: string) => string | null) | null = null;
  readonly #decoder = new TextDecoder();
  readonly #timer: NodeJS.Timeout;
  readonly #request: HttpRequest;
  readonly #maxBytes: number;
  readonly #resolve: (reply: HttpReply) => void;
  readonly #reject: (error: Error) => void;
  readonly #onAbort = () => this.#fail("ABORTED", "The call was abandoned");

  constructor(
    request: HttpRequest,
    maxBytes: number,
    resolve: (reply: HttpReply) => void,
    reject: (error: Error) => void,
  ) {
    this.#request = request;
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(
      () => this.#fail("TIMEOUT", timeoutText(request.deadlineMs, this.#delivered)),
      request.deadlineMs,
    );
    if (request.signal?.aborted) this.#onAbort();
    else request.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would be a second delivery, a start after settling one that nobody waits for.
    if (this.#settled || this.#delivered) {
      controller.abort(new TransportFault("ABORTED", "The request is not sent again", this.#delivered));
      return;
    }
    this.#controller = controller;
    this.#delivered = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = flattened(headers);
    const streams = (this.#headers["content-type"] ?? "").toLowerCase().startsWith("text/event-stream");
    if (streams && status === 200 && this.#request.requestId !== null)
      this.#find = answerFinder(this.#request.requestId);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.#fail("REPLY_TOO_LARGE", `The agent's reply is larger than ${Math.round(this.#maxBytes / 1024)} KB`);
      return;
    }
    const text = this.#decoder.decode(chunk, { stream: true });
    if (this.#find === null) {
      this.#text += text;
      return;
    }
    const answer = this.#find(text);
    if (answer === null) return;
    this.#settle(() => this.#resolve({ status: this.#status, headers: this.#headers, text: soundText(answer) }));
    this.#controller?.abort(new TransportFault("ABORTED", "The answer has arrived", true));
  }

  onResponseEnd(): void {
    const text = this.#text + this.#decoder.decode();
    if (this.#find === null) {
      this.#settle(() => this.#resolve({ status: this.#status, headers: this.#headers, text: soundText(text) }));
    } else {
      this.#fail("CONNECTION_LOST", "The agent ended its reply before the answer");
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const fault = faultOf(error, this.#delivered);
    this.#settle(() => this.#reject(fault));
  }

  #fail(code: FaultCode, message: string): void {
    const fault = new TransportFault(code, message, this.#delivered);
    this.#settle(() => this.#reject(fault));
    this.#controller?.abort(fault);
  }

  #settle(report: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    report();
  }
}

function flattened(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function timeoutText(deadlineMs: number, delivered: boolean): string {
  const seconds = Math.round(deadlineMs / 100) / 10;
  return delivered ? `The agent did not answer within ${seconds} s` : `No connection to the agent within ${seconds} s`;
}

function faultOf(error: Error & { code?: string }, delivered: boolean): TransportFault {
  if (error instanceof TransportFault) return error;
  if (error instanceof BlockedAddress) return new TransportFault("BLOCKED_ADDRESS", error.message, false, error);
  if (delivered) return new TransportFault("CONNECTION_LOST", "The connection broke before the answer", true, error);
  return new TransportFault("UNREACHABLE", unreachableText(error.code ?? ""), false, error);
}

function unreachableText(code: string): string {
  if (code === "ECONNREFUSED") return "Nothing answers at the agent's address (connection refused)";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "The agent's host name could not be resolved";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "The agent's host did not accept a connection in time";
  if (code.includes("CERT") || code.includes("TLS") || code.includes("SSL") || code === "DEPTH_ZERO_SELF_SIGNED_CERT") {
    return `The agent's TLS certificate is not valid (${code})`;
  }
  return code === "" ? "The agent could not be reached" : `The agent could not be reached (${code})`;
}
