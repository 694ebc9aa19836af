import { isWaitingWord } from "@/server/domain/dialect/vocabulary";
import type { Failure } from "../adcp/call-errors";
import { classify } from "../adcp/failure";
import { taskStatusOf } from "../adcp/from-wire/writes";
import { type Json, problem } from "../adcp/seller-problem";
import type { Called, ToolCaller } from "../adcp/tool-caller";
import { agentHttp } from "../agent-http";
import type { AgentEndpoint } from "../sales-agent";
import { tiedByReference } from "../tied-by-reference";
import type { HttpReply, Transport } from "../transport";
import { parsed, restFailure, unreadableRest } from "./rest-failure";
import { restTarget, restTools } from "./routes";

/** AdCP's tasks as REST calls: one HTTP request each, no session, no handshake. */
export function restCaller(transport: Transport, endpoint: AgentEndpoint): ToolCaller {
  const http = agentHttp(transport, endpoint);
  return {
    async call(tool, args, options): Promise<Called> {
      const target = restTarget(endpoint.url, tool, args);
      if (target === null) return failed(noRouteFor(tool), 0, null);
      const startedAt = performance.now();
      const { deadlineMs, signal } = options;
      try {
        const headers = { accept: "application/json", ...(target.body === null ? {} : jsonBody) };
        const request = { ...target, tool, headers, requestId: null, deadlineMs, ...(signal ? { signal } : {}) };
        const reply = await http.send(request);
        return answered(reply, tool, performance.now() - startedAt);
      } catch (error) {
        return failed(classify(error, true), performance.now() - startedAt, null);
      }
    },
    describe: async () => ({ kind: "described", tools: restTools, serverName: null }),
  };
}

const jsonBody = { "content-type": "application/json" };

function answered(reply: HttpReply, tool: string, milliseconds: number): Called {
  if (reply.status < 200 || reply.status >= 300) return failed(restFailure(reply, tool), milliseconds, reply.status);
  const body = parsed(reply.text);
  if (body === null) return failed(unreadableRest(reply.status), milliseconds, reply.status);
  const facts = { milliseconds, httpStatus: reply.status };
  return { kind: "answered", result: { structuredContent: tiedByReference(takenBuy(tool, body)) }, facts };
}

/**
 * A create that is answered with the buy itself is done, whatever it waits for: such a seller shows no task. Its manual approval is
 * then what seed 001 calls pending_activation.
 */
function takenBuy(tool: string, body: Json): Json {
  const { status, media_buy_id: id, task_id: task } = body;
  if (tool !== "create_media_buy" || typeof id !== "string" || typeof task === "string") return body;
  const waits = typeof status === "string" && (isWaitingWord(status) || taskStatusOf(status) === "submitted");
  return waits ? { ...body, status: "pending_activation" } : body;
}

function failed(failure: Failure, milliseconds: number, httpStatus: number | null): Called {
  return { kind: "failed", failure, facts: { milliseconds, httpStatus } };
}

function noRouteFor(tool: string): Failure {
  const text = `Agents over REST have no route for ${tool}`;
  return { certainty: "refused", problem: problem("UNSUPPORTED_FEATURE", text, "terminal") };
}
