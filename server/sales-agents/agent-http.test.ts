import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AgentHttp, agentHttp } from "./agent-http";
import type { AgentAuth, AgentEndpoint } from "./sales-agent";
import { testEndpoint } from "./test-endpoint";
import { type Exchange, makeTransport, type Transport, TransportFault } from "./transport";

/** An agent at `/mcp` and a token address at `/token`, over real HTTP, each answering as the test says. */
type Asked = { readonly headers: http.IncomingHttpHeaders; readonly body: string };
type Answer = { readonly status: number; readonly body: unknown };

let server: http.Server;
let origin: string;
let transport: Transport;
let exchanges: Exchange[];
let atAgent: Asked[];
let atTokens: Asked[];
let agentSays: (asked: Asked) => Answer;
let tokensSay: (asked: Asked) => Answer | Promise<Answer>;
let minted: number;

const clientSecret = "client secret/+%0815";
const mint = (more: Record<string, unknown> = {}): Answer => {
  minted += 1;
  return { status: 200, body: { access_token: `access-token-${minted}`, token_type: "Bearer", ...more } };
};

beforeEach(async () => {
  [exchanges, atAgent, atTokens, minted] = [[], [], [], 0];
  agentSays = () => ({ status: 200, body: { ok: true } });
  tokensSay = () => mint({ expires_in: 3600 });
  server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    const isToken = request.url === "/token";
    (isToken ? atTokens : atAgent).push(asked);
    const { status, body } = isToken ? await tokensSay(asked) : agentSays(asked);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = makeTransport({ allowedHosts: ["127.0.0.1"], onExchange: (exchange) => exchanges.push(exchange) });
});
afterEach(async () => {
  await transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const oauth = (): AgentAuth => ({
  kind: "oauth_client_credentials",
  tokenUrl: `${origin}/token`,
  clientId: "flight:desk",
  clientSecret,
  scope: "buy read",
});
const endpoint = (auth: AgentAuth, more: Partial<AgentEndpoint> = {}): AgentEndpoint => {
  return { ...testEndpoint(`${origin}/mcp`, null), ...more, auth };
};
const ask = (agent: AgentHttp, tool = "get_products", body = "{}") =>
  agent.send({
    tool,
    method: "POST",
    url: `${origin}/mcp`,
    headers: { "content-type": "application/json" },
    body,
    requestId: null,
    deadlineMs: 5_000,
  });
const sent = () => atAgent.map((one) => one.headers.authorization);
async function faultOf(work: Promise<unknown>): Promise<TransportFault> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof TransportFault) return error;
  throw new Error("No fault");
}

test("a token is fetched once for many calls at once and kept for the next ones", async () => {
  const agent = agentHttp(transport, endpoint(oauth()));
  await Promise.all(Array.from({ length: 20 }, () => ask(agent)));
  await ask(agentHttp(transport, endpoint(oauth())), "create_media_buy");
  expect(atTokens).toHaveLength(1);
  expect(new Set(sent())).toEqual(new Set(["Bearer access-token-1"]));
  expect(Object.fromEntries(new URLSearchParams(atTokens[0]?.body))).toEqual({
    grant_type: "client_credentials",
    scope: "buy read",
    resource: `${origin}/mcp`,
  });
  const basic = Buffer.from(atTokens[0]?.headers.authorization?.slice(6) ?? "", "base64").toString();
  expect(basic).toBe("flight%3Adesk:client+secret%2F%2B%250815");
});

test("a token is renewed before its end", async () => {
  tokensSay = () => mint({ expires_in: 0.01 });
  const agent = agentHttp(transport, endpoint(oauth()));
  await ask(agent);
  const until = performance.now() + 20;
  while (performance.now() < until) await new Promise(setImmediate);
  await ask(agent);
  expect(sent()).toEqual(["Bearer access-token-1", "Bearer access-token-2"]);
});

test("a read refused for its token is asked once more with a new one, and not a third time", async () => {
  const agent = agentHttp(transport, endpoint(oauth()));
  await ask(agent);
  agentSays = ({ headers }) => ({ status: headers.authorization === "Bearer access-token-1" ? 401 : 200, body: {} });
  expect((await ask(agent)).status).toBe(200);
  expect(sent().slice(1)).toEqual(["Bearer access-token-1", "Bearer access-token-2"]);
  agentSays = () => ({ status: 401, body: {} });
  expect((await ask(agent)).status).toBe(401);
  expect(atAgent).toHaveLength(5);
});

test("a write refused for its token is not sent again: the next attempt has a new one", async () => {
  const agent = agentHttp(transport, endpoint(oauth()));
  await ask(agent);
  agentSays = () => ({ status: 401, body: {} });
  const fault = await faultOf(ask(agent, "create_media_buy"));
  expect(fault).toMatchObject({ code: "TOKEN_EXPIRED", delivered: false });
  expect(atAgent).toHaveLength(2);
  // The new token is not to blame any more: that answer is the agent's last word.
  expect((await ask(agent, "create_media_buy")).status).toBe(401);
  expect(sent().at(-1)).toBe("Bearer access-token-2");
});

test("a server that wants the secret in the body gets it there, from then on at once", async () => {
  tokensSay = ({ body }) =>
    body.includes("client_secret=") ? mint({ expires_in: 0.001 }) : { status: 401, body: { error: "invalid_client" } };
  const agent = agentHttp(transport, endpoint(oauth()));
  await ask(agent);
  const until = performance.now() + 10;
  while (performance.now() < until) await new Promise(setImmediate);
  await ask(agent);
  expect(atTokens.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false, false]);
});

test("a server that does not know what a token is for is asked without", async () => {
  tokensSay = ({ body }) =>
    body.includes("resource=") ? { status: 400, body: { error: "invalid_target" } } : mint({ expires_in: 3600 });
  await ask(agentHttp(transport, endpoint(oauth())));
  expect(atTokens).toHaveLength(2);
});

test("a wrong secret is not tried for ever", async () => {
  tokensSay = () => ({ status: 401, body: { error: "invalid_client" } });
  await faultOf(ask(agentHttp(transport, endpoint(oauth()))));
  expect(atTokens).toHaveLength(2);
});

const refusal = { error: "invalid_client", error_description: `unknown secret ${clientSecret}` };
test.each<[string, Answer, string, RegExp]>([
  ["a refused client", { status: 401, body: refusal }, "AUTH_REQUIRED", /invalid_client: unknown secret \[redacted\]/],
  ["a scope that is not granted", { status: 400, body: { error: "invalid_scope" } }, "AUTH_REQUIRED", /invalid_scope/],
  ["a reply without a token", { status: 200, body: { token_type: "bearer" } }, "AUTH_REQUIRED", /without an access/],
  [
    "a token with a line break",
    { status: 200, body: { access_token: "a\r\nb" } },
    "AUTH_REQUIRED",
    /without an access/,
  ],
  [
    "a token of another kind",
    { status: 200, body: { access_token: "a", token_type: "dpop" } },
    "AUTH_REQUIRED",
    /kind/,
  ],
  ["a redirect", { status: 302, body: {} }, "AUTH_REQUIRED", /redirect/],
  ["a server in trouble", { status: 503, body: {} }, "UNREACHABLE", /answered 503/],
])("%s at the token address is told, and nothing goes to the agent", async (_what, answer, code, words) => {
  tokensSay = () => answer;
  const fault = await faultOf(ask(agentHttp(transport, endpoint(oauth()))));
  expect(fault).toMatchObject({ code, delivered: false });
  expect(fault.message).toMatch(words);
  expect(atAgent).toHaveLength(0);
});

test("the token address is guarded like the agent's", async () => {
  const elsewhere = { ...oauth(), tokenUrl: "https://10.0.0.1/token" } as AgentAuth;
  const fault = await faultOf(ask(agentHttp(transport, endpoint(elsewhere))));
  expect(fault).toMatchObject({ code: "BLOCKED_ADDRESS", delivered: false });
});

test("a credential goes to no other host than the agent's, an agent without one may name another", async () => {
  const elsewhere = { ...testEndpoint("http://localhost:9/mcp", null) };
  const bearer = agentHttp(transport, { ...elsewhere, auth: { kind: "bearer", token: "a-token" } });
  expect(await faultOf(ask(bearer))).toMatchObject({ code: "BLOCKED_ADDRESS", delivered: false });
  expect(atAgent).toHaveLength(0);
  expect((await ask(agentHttp(transport, elsewhere))).status).toBe(200);
});

test("neither the token nor the client secret is in what was captured", async () => {
  await ask(agentHttp(transport, endpoint(oauth())));
  expect(exchanges.map((one) => one.protocol)).toEqual(["oauth", "mcp"]);
  const captured = JSON.stringify(exchanges);
  for (const secret of ["access-token-1", clientSecret, encodeURIComponent(clientSecret), "flight:desk:"]) {
    expect(captured).not.toContain(secret);
    expect(captured).not.toContain(Buffer.from(secret).toString("base64"));
  }
});

test("what an agent repeats of our credential and our key is cut out of its reply", async () => {
  const token = "bearer-token-0815-4711";
  const key = "0198a000-0000-4000-8000-000000000001";
  agentSays = () => ({ status: 400, body: { message: `bad token ${token} for key ${key}` } });
  const agent = agentHttp(transport, endpoint({ kind: "bearer", token }));
  const { text } = await ask(agent, "create_media_buy", JSON.stringify({ idempotency_key: key }));
  expect(text).toContain("bad token [redacted] for key 0198a000…");
});

test("calls of two organisations, two schemes each, never carry each other's credential", async () => {
  const secretOf: Record<string, string> = {};
  tokensSay = ({ headers }) => {
    const client = decodeURIComponent(Buffer.from(headers.authorization?.slice(6) ?? "", "base64").toString());
    return { status: 200, body: { access_token: `oauth-of-${client.split(":")[0]}`, expires_in: 3600 } };
  };
  const agents = ["org-a", "org-b"].flatMap((organisationId) => {
    const client = (id: string) => ({ ...oauth(), clientId: id }) as AgentAuth;
    const auths: readonly [string, AgentAuth, string][] = [
      ["bearer", { kind: "bearer", token: `bearer-of-${organisationId}` }, `Bearer bearer-of-${organisationId}`],
      [
        "header",
        { kind: "header", name: "X-Key", value: `header-of-${organisationId}` },
        `header-of-${organisationId}`,
      ],
      ["oauth", client(organisationId), `Bearer oauth-of-${organisationId}`],
    ];
    return auths.map(([scheme, auth, expected]) => {
      const id = `${organisationId} ${scheme}`;
      secretOf[id] = expected;
      // The agent's id is the same for both organisations on purpose.
      return { id, agent: agentHttp(transport, endpoint(auth, { organisationId, salesAgentId: "same" })) };
    });
  });
  const order = Array.from({ length: 120 }, (_, n) => agents[(n * 7 + (n % 5)) % agents.length]);
  await Promise.all(order.map((one) => one && ask(one.agent, "get_products", JSON.stringify({ id: one.id }))));
  expect(atAgent).toHaveLength(order.length);
  for (const { headers, body } of atAgent) {
    const { id } = JSON.parse(body) as { readonly id: string };
    expect([headers.authorization, headers["x-key"]].filter((value) => value !== undefined)).toEqual([secretOf[id]]);
    expect(headers.cookie).toBeUndefined();
  }
});
