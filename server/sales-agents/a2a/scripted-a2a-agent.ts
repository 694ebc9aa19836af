import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { handled } from "../scripted-seller";

type Json = Readonly<Record<string, unknown>>;
export type Delivery = { readonly skill: string; readonly input: Json; readonly configuration: Json };
export type A2aScript = {
  /** The card below the agent's address; a function gets the agent's origin. null: there is none. */
  readonly card?: ((origin: string) => Json) | null;
  /** Where it is. */
  readonly cardAt?: string;
  /** Result of `message/send`: a Task, a Message, `{ error }` for a JSON-RPC error, or `handled`. */
  readonly send?: (delivery: Delivery, response: ServerResponse, id: unknown) => unknown;
  /** Result of `tasks/get`. */
  readonly task?: (id: string) => unknown;
};

export type ScriptedA2aAgent = {
  readonly origin: string;
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Every request that arrived: "GET /path", "POST message/send". */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage["headers"][];
  close(): Promise<void>;
};

/** An A2A agent for tests that answers what its script says; it shares no code with the client under test. */
export async function scriptedA2aAgent(script: A2aScript): Promise<ScriptedA2aAgent> {
  const deliveries: Delivery[] = [];
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  let origin = "";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      headers.push(request.headers);
      if (request.method === "GET") answerCard(request, response);
      else answerCall(JSON.parse(Buffer.concat(chunks).toString()) as Call, response);
    });
  });

  function answerCard(request: IncomingMessage, response: ServerResponse): void {
    requests.push(`GET ${request.url}`);
    const { cardAt = "/a2a/.well-known/agent-card.json" } = script;
    const isHere = request.url === cardAt && script.card !== null;
    const card = script.card ? script.card(origin) : cardOf(origin);
    response.writeHead(isHere ? 200 : 404, { "content-type": "application/json" });
    response.end(isHere ? JSON.stringify(card) : "{}");
  }

  function answerCall({ id, method, params }: Call, response: ServerResponse): void {
    requests.push(`POST ${method}`);
    const delivery = deliveryOf(params);
    if (method === "message/send") deliveries.push(delivery);
    const result = method === "message/send" ? script.send?.(delivery, response, id) : script.task?.(params.id ?? "");
    if (result === handled) return;
    const isError = typeof result === "object" && result !== null && "error" in result;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(isError ? result : { result }) }));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/a2a`,
    deliveries,
    requests,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

type Call = {
  readonly id: unknown;
  readonly method: string;
  readonly params: {
    readonly id?: string;
    readonly configuration?: Json;
    readonly message?: {
      readonly parts: readonly { readonly data: { readonly skill: string; readonly input: Json } }[];
    };
  };
};

function deliveryOf({ message, configuration = {} }: Call["params"]): Delivery {
  const data = message?.parts[0]?.data;
  return { skill: data?.skill ?? "", input: data?.input ?? {}, configuration };
}

export function cardOf(origin: string, more: Json = {}): Json {
  const skills = ["get_adcp_capabilities", "create_media_buy"].map((id) => ({ id, name: id }));
  return { name: "Scripted agent", url: `${origin}/a2a`, capabilities: {}, skills, ...more };
}

/** A Task with these parts in one artifact. */
export function taskOf(state: string, parts: readonly unknown[], message?: readonly unknown[]): Json {
  const status = { state, ...(message ? { message: { parts: message } } : {}) };
  const artifacts = parts.length === 0 ? [] : [{ artifactId: "a", parts }];
  return { kind: "task", id: "task-a2a", contextId: "c", status, artifacts };
}

export const dataPart = (data: unknown) => ({ kind: "data", data });
export const textPart = (text: string) => ({ kind: "text", text });
