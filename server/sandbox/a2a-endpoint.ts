import { randomUUID } from "node:crypto";
import { readBody, sendJson } from "./http";
import type { Json } from "./model";
import type { Seller } from "./seller";
import { admits, answerTool, type Door, type Outcome } from "./tool-call";

/** `get_adcp_capabilities` is left out, as the SDK's own agents do; a task is asked for by A2A's `tasks/get`. */
const SKILLS = [
  "list_accounts",
  "sync_accounts",
  "get_products",
  "list_creative_formats",
  "sync_creatives",
  "list_creatives",
  "create_media_buy",
  "update_media_buy",
  "get_media_buys",
  "get_media_buy_delivery",
  "provide_performance_feedback",
];

const CARDS = ["/.well-known/agent-card.json", "/.well-known/agent.json"];

export const a2aUrl = (seller: Seller): string => seller.url.replace(/\/mcp$/, "/a2a");

function card(seller: Seller): Json {
  const modes = ["application/json"];
  return {
    name: seller.profile.name,
    description: seller.profile.summary,
    url: a2aUrl(seller),
    version: "1.0.0",
    protocolVersion: "0.3.0",
    preferredTransport: "JSONRPC",
    capabilities: { streaming: false, pushNotifications: false },
    defaultInputModes: modes,
    defaultOutputModes: modes,
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    security: [{ bearer: [] }],
    skills: SKILLS.map((id) => ({ id, name: id, description: `AdCP tool ${id}`, tags: ["adcp"] })),
  };
}

interface Call {
  id?: unknown;
  method?: string;
  params?: { id?: string; message?: { contextId?: string; parts?: { data?: { skill?: string; input?: Json } }[] } };
}

/** What is not done yet is the task's state, its details the status message's; a finished order's payload is an artifact. */
function task(id: string, contextId: string, state: string, data: Json): Json {
  const parts = [{ kind: "data", data }];
  const isPending = ["submitted", "working", "input-required"].includes(state);
  const message = { kind: "message", role: "agent", messageId: randomUUID(), parts };
  return {
    kind: "task",
    id,
    contextId,
    status: { state, timestamp: new Date().toISOString(), ...(isPending ? { message } : {}) },
    ...(isPending ? {} : { artifacts: [{ artifactId: randomUUID(), name: "result", parts }] }),
  };
}

const PENDING = ["submitted", "working", "input-required"];

function sent(id: unknown, contextId: string) {
  return (outcome: Outcome): Json => {
    const reply = { jsonrpc: "2.0", id };
    if ("error" in outcome) return { ...reply, error: { code: -32602, message: outcome.error } };
    const data = (outcome.result.structuredContent ?? {}) as Json;
    const isPending = PENDING.includes(String(data.status)) && typeof data.task_id === "string";
    const state = outcome.result.isError === true ? "failed" : isPending ? String(data.status) : "completed";
    const taskId = isPending ? String(data.task_id) : randomUUID();
    return { ...reply, result: task(taskId, contextId, state, data) };
  };
}

/** `tasks/get` of A2A, out of the answer to AdCP's own tool. */
function asked(id: unknown, taskId: string) {
  return (outcome: Outcome): Json => {
    const reply = { jsonrpc: "2.0", id };
    const data = "result" in outcome ? ((outcome.result.structuredContent ?? {}) as Json) : {};
    if ("error" in outcome || outcome.result.isError === true) {
      return { ...reply, error: { code: -32001, message: "Task not found" } };
    }
    const status = String(data.status);
    const error = data.error === undefined ? {} : { adcp_error: data.error };
    const payload = PENDING.includes(status) ? data : { ...(data.result as Json | undefined), ...error };
    return { ...reply, result: task(taskId, taskId, status, payload) };
  };
}

function parse(text: string): Call | undefined {
  try {
    return JSON.parse(text) as Call;
  } catch {
    return undefined;
  }
}

/** /<seller>/a2a: the agent card below it for everybody, JSON-RPC of A2A 0.3 for who has the token. False: another path. */
export async function handleA2a(door: Door, path: string): Promise<boolean> {
  const { seller, req, res } = door;
  const base = `/${seller.profile.id}/a2a`;
  if (CARDS.some((name) => path === `${base}${name}`)) {
    sendJson(res, 200, card(seller));
    return true;
  }
  if (path !== base) return false;
  if (admits(door)) await answer(door, req.method === "POST" ? parse(await readBody(req)) : undefined);
  return true;
}

async function answer(door: Door, call: Call | undefined): Promise<void> {
  const { res } = door;
  if (call === undefined) {
    return sendJson(res, 400, { jsonrpc: "2.0", id: null, error: { code: -32700, message: "Parse error" } });
  }
  const { id, method, params } = call;
  if (method === "message/send") {
    const { skill = "", input = {} } = params?.message?.parts?.find((part) => part.data !== undefined)?.data ?? {};
    return answerTool(door, skill, input, sent(id, params?.message?.contextId ?? randomUUID()));
  }
  if (method === "tasks/get" && params?.id !== undefined) {
    return answerTool(door, "tasks_get", { task_id: params.id, include_result: true }, asked(id, params.id));
  }
  sendJson(res, 200, { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });
}
