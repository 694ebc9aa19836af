import { randomUUID } from "node:crypto";
import { CallFailure, HttpRefusal, RpcError } from "../adcp/call-errors";
import { classify } from "../adcp/failure";
import { orAbandoned } from "../adcp/or-abandoned";
import { isObject, type Json, problem, saysNoSuchTool } from "../adcp/seller-problem";
import type { Called, CallOptions, ToolCaller } from "../adcp/tool-caller";
import { readToolReply } from "../adcp/tool-reply";
import { agentHttp } from "../agent-http";
import { connectionKey } from "../authorise";
import { answers } from "../event-stream";
import type { AgentEndpoint } from "../sales-agent";
import type { SessionPool } from "../session-pool";
import type { HttpReply, Transport } from "../transport";
import { type AgentCard, fetchAgentCard } from "./agent-card";
import { taskStateOf, toolResultOf } from "./task-result";

/** A card as it was read, and what was found out beside it. */
export type KnownAgent = {
  readonly card: AgentCard;
  readonly tools: () => Promise<readonly string[]>;
  /** On the monotonic clock, in milliseconds. */
  readonly readAt: number;
};

export type A2aConnections = { readonly transport: Transport; readonly cards: SessionPool<KnownAgent> };

/** AdCP over A2A 0.3: one `message/send` a call, to the address in the agent's card. `handshakeMs` bounds each look at the card. */
export function a2aCaller(connections: A2aConnections, endpoint: AgentEndpoint, handshakeMs: number): ToolCaller {
  const key = connectionKey(endpoint);
  const http = agentHttp(connections.transport, endpoint);
  const open = async (): Promise<KnownAgent> => {
    const card = await fetchAgentCard(http, endpoint, handshakeMs);
    const readAt = performance.now();
    return { card, readAt, tools: once(() => toolsOf(card, { deadlineMs: handshakeMs, repeatable: true })) };
  };

  async function known<R>(work: (agent: KnownAgent) => Promise<R>): Promise<R> {
    return connections.cards.use(key, open, async (agent) => {
      try {
        return await work(agent);
      } catch (error) {
        // It has moved, or has become something else: its card is read again before the next call.
        if (error instanceof HttpRefusal && !speaksHere.includes(error.reply.status)) connections.cards.discard(key);
        throw error;
      }
    });
  }

  async function post(url: string, tool: string, call: Rpc, options: CallOptions, onStatus: (status: number) => void) {
    const id = randomUUID();
    const { deadlineMs, signal } = options;
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const body = JSON.stringify({ jsonrpc: "2.0", id, ...call });
    const to = { tool, method: "POST" as const, url, headers, body, requestId: id, deadlineMs };
    const reply = await http.send({ ...to, ...(signal ? { signal } : {}) });
    onStatus(reply.status);
    return resultIn(reply, id);
  }

  async function ask(
    tool: string,
    callTo: (card: AgentCard) => Rpc,
    read: (answer: unknown) => unknown,
    options: CallOptions,
  ): Promise<Called> {
    const startedAt = performance.now();
    let httpStatus: number | null = null;
    let sent = false;
    const soFar = () => ({ milliseconds: performance.now() - startedAt, httpStatus });
    try {
      const asking = known(async ({ card }) => {
        options.signal?.throwIfAborted();
        sent = true;
        return post(card.url, tool, callTo(card), options, (status) => {
          httpStatus = status;
        });
      });
      const answer = await (options.signal ? orAbandoned(asking, options.signal) : asking);
      return { kind: "answered", result: read(answer), facts: soFar() };
    } catch (error) {
      return { kind: "failed", failure: classify(error, sent), facts: soFar() };
    }
  }

  /** Cards leave tools out, the SDK's own `get_adcp_capabilities` among them: only the tool can say that it is not there. */
  async function toolsOf(card: AgentCard, options: CallOptions): Promise<readonly string[]> {
    const tool = "get_adcp_capabilities";
    if (card.skills.includes(tool)) return card.skills;
    const rpc = messageFor(card, tool, { adcp_major_version: 3 });
    const answer = await post(card.url, tool, rpc, options, () => undefined)
      .then(toolResultOf)
      .catch(noSuchTool);
    const reply = readToolReply(answer, null);
    const isThere =
      reply.kind === "payload" || (reply.kind === "refused" && reply.problem.code !== "UNSUPPORTED_FEATURE");
    return isThere ? [...card.skills, tool] : card.skills;
  }

  return {
    call: (tool, args, options) => ask(tool, (card) => messageFor(card, tool, args), toolResultOf, options),
    task: (taskId, options) =>
      ask("tasks/get", () => ({ method: "tasks/get", params: { id: taskId } }), taskStateOf, options),
    async describe() {
      const startedAt = performance.now();
      try {
        if ((await known(async ({ readAt }) => readAt)) < startedAt - cardFreshMs) connections.cards.discard(key);
        const describing = known(async ({ card, tools }) => ({ tools: await tools(), serverName: card.name }));
        return { kind: "described", ...(await describing) };
      } catch (error) {
        const facts = { milliseconds: performance.now() - startedAt, httpStatus: null };
        return { kind: "failed", failure: classify(error, false), facts };
      }
    },
  };
}

/** Who asks what an agent can do gets no older card than this; calls go by the one that is there. */
const cardFreshMs = 60_000;

/** Refusals of an agent that is where its card says. */
const speaksHere = [401, 403, 408, 429, 500, 502, 503, 504];

type Rpc = { readonly method: string; readonly params: Json };

/** Both names of the arguments: `input` is the SDK's, `parameters` what came before it. */
function messageFor(card: AgentCard, skill: string, args: Json): Rpc {
  const parts = [{ kind: "data", data: { skill, input: args, parameters: args } }];
  const message = { kind: "message", role: "user", messageId: randomUUID(), parts };
  const push = card.pushNotifications && isObject(args.push_notification_config) ? args.push_notification_config : null;
  const configuration = { blocking: true, ...(push === null ? {} : { pushNotificationConfig: push }) };
  return { method: "message/send", params: { message, configuration } };
}

/** The result of the one message in the reply that answers the request. Throws HttpRefusal, RpcError, CallFailure. */
function resultIn(reply: HttpReply, id: string): unknown {
  if (reply.status < 200 || reply.status > 299) throw new HttpRefusal(reply, "A2A");
  const message = answerIn(reply.text, id);
  if (message === null) throw new HttpRefusal(reply, "A2A");
  const { error } = message;
  if (error === undefined || error === null) return message.result;
  const { code, message: words, data } = isObject(error) ? error : {};
  if (typeof code !== "number") throw new HttpRefusal(reply, "A2A");
  const known = a2aCodes[code];
  const text = typeof words === "string" ? words : "";
  if (known === undefined) throw new RpcError(code, text, data);
  const said = problem(known, text === "" ? known : text, "terminal", { httpStatus: reply.status });
  throw new CallFailure({ certainty: "refused", problem: said });
}

/** A2A 0.3, 8.2: the agent has looked at the request and says why it does not serve it. */
const a2aCodes: Readonly<Record<number, string>> = {
  [-32001]: "REFERENCE_NOT_FOUND",
  [-32002]: "INVALID_STATE",
  [-32003]: "UNSUPPORTED_FEATURE",
  [-32004]: "UNSUPPORTED_FEATURE",
  [-32005]: "UNSUPPORTED_FEATURE",
};

function answerIn(text: string, id: string): Json | null {
  try {
    const message: unknown = JSON.parse(text);
    return isObject(message) && answers(message, id) ? message : null;
  } catch {
    return null;
  }
}

/** A refusal to know the tool is an answer about it; whatever else went wrong says nothing. */
function noSuchTool(error: unknown): unknown {
  const { code, message } = classify(error, true).problem;
  if (code !== "UNSUPPORTED_FEATURE" && !saysNoSuchTool(message)) throw error;
  return { isError: true, content: [{ type: "text", text: "Unknown tool" }] };
}

/** What `work` gives, asked for at the first need; a failure is not kept. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}
