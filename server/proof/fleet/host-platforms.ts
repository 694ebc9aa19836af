import { generateKeyPairSync } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createA2AAdapter,
  createAdcpServerFromPlatform,
  createIdempotencyStore,
  createInMemoryTaskRegistry,
  InMemoryStateStore,
  memoryBackend,
} from "@adcp/sdk/server";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import type { Manifest, PlatformSeller } from "./manifest";

const platforms = {
  hybrid: ["decisioning-platform-mock-seller.ts", "MockHybridSeller"],
  broadcast: ["decisioning-platform-broadcast-tv.ts", "BroadcastTvSeller"],
  programmatic: ["decisioning-platform-programmatic.ts", "ProgrammaticSeller"],
} as const;

type Platform = Parameters<typeof createAdcpServerFromPlatform>[0];
type Options = Parameters<typeof createAdcpServerFromPlatform>[1];
type Hosted = { readonly app: Express; readonly origin: string; readonly token: string; readonly signer: Signer };
type Signer = ReturnType<typeof signingKey>;

/** The package's platform classes as they are, each over MCP and A2A on one port; their webhooks are signed (RFC 9421). */
export async function hostPlatforms(
  examples: string,
  token: string,
): Promise<Pick<Manifest, "hybrid" | "broadcast" | "programmatic">> {
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signer = signingKey();
  app.get("/.well-known/jwks.json", (_request, response) => void response.json({ keys: [signer.published] }));
  app.get("/.well-known/brand.json", (_request, response) => void response.json({ agents: agentsAt(origin) }));
  app.use(express.json({ limit: "2mb" }), losingAnswers());
  const hosted = { app, origin, token, signer };
  const [hybrid, broadcast, programmatic] = await Promise.all([
    host(hosted, examples, "hybrid"),
    host(hosted, examples, "broadcast"),
    host(hosted, examples, "programmatic"),
  ]);
  return { hybrid, broadcast, programmatic };
}

/** The first create for an account named so is carried out, and its answer never arrives. */
function losingAnswers(): RequestHandler {
  const lost = new Set<string>();
  return (request, response, next) => {
    const body = JSON.stringify(request.body ?? "");
    const account = /"account_id":"(acc_lost[^"]*)"/.exec(body)?.[1];
    const order = `${request.path} ${account}`;
    if (account !== undefined && body.includes("create_media_buy") && !lost.has(order)) {
      lost.add(order);
      const cut = () => {
        request.socket.destroy();
        return false;
      };
      Object.assign(response, { end: cut, write: cut });
    }
    next();
  };
}

/** Who may sign for whom, as a seller's brand.json says it. */
function agentsAt(origin: string) {
  const urls = Object.keys(platforms).flatMap((name) => [`${origin}/${name}/mcp`, `${origin}/${name}/a2a`]);
  return urls.map((url) => ({ type: "sales", url, jwks_uri: `${origin}/.well-known/jwks.json` }));
}

function signingKey() {
  const keyid = "sellers-2026";
  const pair = generateKeyPairSync("ed25519");
  const jwk = (key: typeof pair.privateKey) => ({ ...key.export({ format: "jwk" }), kid: keyid, kty: "OKP" });
  const use = { alg: "EdDSA", use: "sig", adcp_use: "webhook-signing" };
  return {
    keyid,
    alg: "ed25519" as const,
    privateKey: { ...jwk(pair.privateKey), ...use, key_ops: ["sign"] },
    published: { ...jwk(pair.publicKey), ...use, key_ops: ["verify"] },
  };
}

async function host(to: Hosted, examples: string, name: keyof typeof platforms): Promise<PlatformSeller> {
  const [file, className] = platforms[name];
  const module = (await import(pathToFileURL(join(examples, file)).href)) as Record<string, unknown>;
  const named = (module.default ?? module) as Record<string, new () => CountedPlatform>;
  const Seller = named[className] ?? (module[className] as new () => CountedPlatform);
  const seller = new Seller();
  const orders = countOrders(seller);
  const make = serverMaker(seller as unknown as Platform, name, to.signer);
  const base = `${to.origin}/${name}`;
  to.app.get(`/${name}/_debug/traffic`, (_request, response) => void response.json({ traffic: orders }));
  to.app.post(`/${name}/mcp`, (request, response) => void answerMcp(make, to.token, request, response));
  createA2AAdapter({
    server: make(),
    agentCard: { name, description: `The package's ${className}`, url: `${base}/a2a`, version: "1.0.0" },
    authenticate: async (request) => (admits(to.token, request) ? caller : null),
  }).mount(to.app, { wellKnownAtRoot: false });
  return { mcp: `${base}/mcp`, a2a: `${base}/a2a`, traffic: base };
}

type Create = (request: unknown, context: { readonly account: { readonly id: string } }) => unknown;
type CountedPlatform = { readonly sales: { createMediaBuy: Create } };

/** The seller's own work, counted by account where it is done: a replayed answer does not come here. */
function countOrders({ sales }: CountedPlatform): Record<string, number> {
  const orders: Record<string, number> = {};
  const create = sales.createMediaBuy;
  sales.createMediaBuy = (request, context) => {
    orders[context.account.id] = (orders[context.account.id] ?? 0) + 1;
    return create.call(sales, request, context);
  };
  return orders;
}

function serverMaker(platform: Platform, name: string, signer: Signer) {
  const { keyid, alg, privateKey } = signer;
  const shared = {
    taskRegistry: createInMemoryTaskRegistry(),
    stateStore: new InMemoryStateStore(),
    idempotency: createIdempotencyStore({ backend: memoryBackend() }),
  };
  const options = {
    ...shared,
    name,
    version: "1.0.0",
    allowPrivateWebhookUrls: true,
    webhooks: { signerKey: { keyid, alg, privateKey } },
    validation: { requests: "warn", responses: "warn" },
  } as unknown as Options;
  return () => createAdcpServerFromPlatform(platform, options);
}

const caller = { token: "", clientId: "buyer", scopes: [] };

function admits(token: string, request: { readonly headers: Readonly<Record<string, unknown>> }): boolean {
  return request.headers.authorization === `Bearer ${token}`;
}

async function answerMcp(
  make: ReturnType<typeof serverMaker>,
  token: string,
  request: Request,
  response: Response,
): Promise<void> {
  if (!admits(token, request)) {
    response.status(401).set("www-authenticate", "Bearer").json({ error: "invalid_token" });
    return;
  }
  const server = make();
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => void server.close());
  await server.connect(transport as unknown as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(Object.assign(request, { auth: caller }), response, request.body);
}
