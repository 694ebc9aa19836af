import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";
import { type Damage, damaged } from "./damaged-reply";

/** One tools/call on its way to the seller. */
export type WireCall = {
  /** Whose call it is: the first part of the path. */
  readonly lane: string;
  readonly tool: string;
  /** The how manieth of this tool in this lane, from 1. */
  readonly nth: number;
  readonly key: string | null;
  readonly args: Readonly<Record<string, unknown>>;
};

/** What happens to a call instead of being carried honestly. */
export type Fault =
  /** The seller never gets it; the caller loses its connection. */
  | { readonly kind: "drop_request" }
  /** Carried out; the caller loses its connection. */
  | { readonly kind: "swallow_reply" }
  /** Carried out or not, and never answered: the caller's own deadline ends it. */
  | { readonly kind: "never_answer"; readonly forward: boolean }
  /** The caller loses its connection; the seller gets the call when the test says `deliverHeld`. */
  | { readonly kind: "hold" }
  | { readonly kind: "status"; readonly status: number; readonly forward: boolean; readonly retryAfter?: number }
  /** Carried out, answered by half. */
  | { readonly kind: "reset_mid_body" }
  /** The same bytes reach the seller several times; the caller gets the last answer. */
  | { readonly kind: "duplicate"; readonly times: number }
  /** Carried out, and answered with something unreadable. */
  | { readonly kind: "garbage"; readonly damage: Damage }
  /** The seller has forgotten the key: what it gets is a new request to it. */
  | { readonly kind: "forgotten_key" }
  /** Not carried out; answered with this structured content. */
  | { readonly kind: "answer"; readonly content: Readonly<Record<string, unknown>>; readonly isError?: boolean }
  /** Carried out once the test's promise resolves. */
  | { readonly kind: "wait"; readonly until: Promise<unknown> };

export type Rule = (call: WireCall) => Fault | null;

/** A line of the wire log. `deliveries`: how often the seller got these bytes. */
export type WireEntry = Omit<WireCall, "args"> & {
  readonly at: string;
  /** The arguments as they were on the wire: same bytes, same text. */
  readonly bytes: string;
  readonly fault: Fault["kind"] | null;
  deliveries: number;
};

export type FaultProxy = {
  /** Where a lane's agent lives: this URL, for the seller's path behind it. */
  urlFor(lane: string, path: string): string;
  setRule(lane: string, rule: Rule | null): void;
  readonly log: readonly WireEntry[];
  /** Lets held calls through, one after the other, to a seller that has long been given up on. */
  deliverHeld(lane: string): Promise<number>;
  close(): Promise<void>;
};

type Held = { readonly entry: WireEntry; readonly send: () => Promise<unknown> };
type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly body: Buffer };

/** A loopback proxy between the app and a sandbox seller that breaks what it is told to break, over the real wire. */
export async function faultProxy(target: string, now: () => string): Promise<FaultProxy> {
  const pool = new Pool(target, { connections: 32 });
  const rules = new Map<string, Rule>();
  const counts = new Map<string, number>();
  const held = new Map<string, Held[]>();
  const log: WireEntry[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => response.destroy());
    request.on("end", () => {
      carry({ request, response, body: Buffer.concat(chunks) }).catch(() => response.destroy());
    });
  });

  async function carry(exchange: Exchange): Promise<void> {
    const [, lane = "", ...rest] = (exchange.request.url ?? "/").split("/");
    const path = `/${rest.join("/")}`;
    const call = callIn(exchange.body, lane, counts);
    const fault = call === null ? null : (rules.get(lane)?.(call) ?? null);
    const entry = call && { ...logged(call), at: now(), fault: fault?.kind ?? null, deliveries: 0 };
    if (entry) log.push(entry);
    const forward = (body = exchange.body) => {
      if (entry) entry.deliveries += 1;
      return forwarded(pool, exchange.request, path, body);
    };
    if (fault?.kind === "hold" && entry) {
      held.set(lane, [...(held.get(lane) ?? []), { entry, send: () => forward() }]);
      exchange.response.destroy();
      return;
    }
    await inflict(fault, exchange, forward);
  }

  // No request may meet a connection that is just being closed, however busy the machine is.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlFor: (lane, path) => `http://127.0.0.1:${port}/${lane}${path}`,
    setRule: (lane, rule) => void (rule === null ? rules.delete(lane) : rules.set(lane, rule)),
    log,
    async deliverHeld(lane) {
      const waiting = held.get(lane) ?? [];
      held.delete(lane);
      for (const one of waiting) await one.send();
      return waiting.length;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.destroy();
    },
  };
}

function logged({ args, ...call }: WireCall) {
  return { ...call, bytes: JSON.stringify(args) };
}

function callIn(body: Buffer, lane: string, counts: Map<string, number>): WireCall | null {
  if (!body.includes('"tools/call"')) return null;
  const { params } = JSON.parse(body.toString()) as {
    params: { name: string; arguments?: Readonly<Record<string, unknown>> };
  };
  const name = `${lane} ${params.name}`;
  const nth = (counts.get(name) ?? 0) + 1;
  counts.set(name, nth);
  const args = params.arguments ?? {};
  const key = typeof args.idempotency_key === "string" ? args.idempotency_key : null;
  return { lane, tool: params.name, nth, key, args };
}

type Reply = { readonly status: number; readonly headers: Record<string, string>; readonly text: string };

async function forwarded(pool: Pool, request: IncomingMessage, path: string, body: Buffer): Promise<Reply> {
  const names = ["authorization", "accept", "content-type", "mcp-protocol-version", "mcp-session-id"];
  const headers = Object.fromEntries(
    names.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])),
  );
  const method = (request.method ?? "POST") as Dispatcher.HttpMethod;
  const reply = await pool.request({ path, method, headers, ...(method === "POST" ? { body } : {}) });
  const kept = ["content-type", "retry-after", "mcp-session-id", "www-authenticate", "allow"];
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(
      kept.flatMap((name) => (reply.headers[name] ? [[name, String(reply.headers[name])]] : [])),
    ),
    text: await reply.body.text(),
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers).end(reply.text);
}

type Forward = (body?: Buffer) => Promise<Reply>;

async function inflict(fault: Fault | null, { request, response, body }: Exchange, forward: Forward): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return answer(response, await forward());
    case "drop_request":
    case "hold":
      return void response.destroy();
    case "swallow_reply":
      await forward();
      return void response.destroy();
    case "never_answer":
      if (fault.forward) await forward();
      return;
    case "wait":
      await fault.until;
      return answer(response, await forward());
    case "status": {
      if (fault.forward) await forward();
      const later = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
      return answer(response, { status: fault.status, headers: later, text: "No" });
    }
    case "reset_mid_body": {
      const { text, headers } = await forward();
      response.writeHead(200, { ...headers, "content-length": String(Buffer.byteLength(text)) });
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      return;
    }
    case "duplicate": {
      for (let sent = 1; sent < fault.times; sent++) await forward();
      return answer(response, await forward());
    }
    case "garbage":
      await forward();
      return damaged(response, fault.damage, (JSON.parse(body.toString()) as { id: unknown }).id);
    case "forgotten_key":
      return answer(response, await forward(Buffer.from(rekeyed(body))));
    case "answer": {
      const { id } = JSON.parse(body.toString()) as { id: unknown };
      const { content, isError = false } = fault;
      const result = { content: [{ type: "text", text: "said" }], structuredContent: content, isError };
      const headers = { "content-type": "application/json" };
      return answer(response, { status: 200, headers, text: JSON.stringify({ jsonrpc: "2.0", id, result }) });
    }
  }
}

function rekeyed(body: Buffer): string {
  const message = JSON.parse(body.toString()) as { params: { arguments: Record<string, unknown> } };
  message.params.arguments.idempotency_key = crypto.randomUUID();
  return JSON.stringify(message);
}
