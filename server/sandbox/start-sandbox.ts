import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { a2aUrl, handleA2a } from "./a2a-endpoint";
import { handleAccounts } from "./account-pages";
import { seedAccounts } from "./accounts";
import { handleAct } from "./act-endpoint";
import { type Now, systemNow } from "./clock";
import { handleControl } from "./control-page";
import { decideDueReviews } from "./decide-reviews";
import { handleElsewhere } from "./elsewhere";
import { escapeHtml, sendHtml, sendJson } from "./http";
import { handleMcp } from "./mcp-endpoint";
import { handleTerms } from "./proposals";
import { handleReviews } from "./review-page";
import type { Seller, SellerProfile } from "./seller";
import { carryOutDueActs } from "./seller-acts";
import { type SellerMemory, sellerMemory } from "./seller-server";
import { awkwardProfile } from "./sellers/awkward";
import { carefulProfile } from "./sellers/careful";
import { promptProfile } from "./sellers/prompt";
import { Store } from "./store";
import { handleWebhooks, startWebhooks } from "./webhook-endpoint";
import { handleWellKnown } from "./well-known";

export interface SandboxOptions {
  /** 0 takes a free port. */
  port: number;
  /** Folder of the sellers' state, one file each. */
  dir: string;
  /** Buy clocks run this many times as fast as the wall clock. */
  speed: number;
  /** Seconds after which reviews of orders and creatives decide. */
  reviewSeconds: number;
  now?: Now;
  /** Opens each seller with two demo accounts; compliance runs want none but their own. */
  demoAccounts?: boolean;
}

export interface Sandbox {
  url: string;
  port: number;
  close: () => Promise<void>;
}

interface Running {
  seller: Seller;
  memory: SellerMemory;
}

const PROFILES: readonly SellerProfile[] = [promptProfile, carefulProfile, awkwardProfile];

function open(profile: SellerProfile, base: string, options: SandboxOptions): Running {
  const seller: Seller = {
    profile,
    store: new Store(options.dir, profile.id),
    now: options.now ?? systemNow,
    speed: options.speed,
    reviewSeconds: options.reviewSeconds,
    wantsSetup: profile.asksForSetup && options.demoAccounts !== false,
    url: `${base}/${profile.id}/mcp`,
  };
  if (options.demoAccounts !== false) seedAccounts(seller);
  return { seller, memory: sellerMemory(seller) };
}

function index(running: readonly Running[]): string {
  const rows = running.map(({ seller }) => {
    const { profile, url } = seller;
    const cells = [profile.name, url, a2aUrl(seller), profile.token, profile.summary].map(
      (text) => `<td>${escapeHtml(text)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const head = ["Seller", "MCP address", "A2A address", "Token", "About"]
    .map((text) => `<th scope="col">${text}</th>`)
    .join("");
  return `<h1>Sandbox sellers</h1><table><thead><tr>${head}</tr></thead>
    <tbody>${rows.join("")}</tbody></table><p><a href="/careful">Orders to review</a> · <a href="/careful/accounts">Accounts</a> · <a href="/awkward">Misbehave on request</a></p>`;
}

/** Every seller's own pages; a page that is not there lets the next one look. */
const sellerPages = [handleAct, handleAccounts, handleElsewhere, handleTerms, handleReviews] as const;

async function pages(
  running: readonly Running[],
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  for (const { seller } of running) {
    for (const handle of sellerPages) {
      if (await handle(seller, path, req, res)) return true;
    }
    if (seller.profile.scriptable && (await handleControl(seller, path, req, res))) return true;
  }
  return false;
}

async function route(running: readonly Running[], req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = new URL(req.url ?? "/", "http://sandbox.invalid").pathname;
  const target = running.find(({ seller }) => path.startsWith(`/${seller.profile.id}/`));
  const door = target === undefined ? undefined : { ...target, req, res };
  if (door !== undefined && path === `/${door.seller.profile.id}/mcp`) return handleMcp(door);
  if (door !== undefined && (await handleA2a(door, path))) return;
  if (path === "/health") return sendJson(res, 200, { ok: true, sellers: running.map((one) => one.seller.profile.id) });
  if (path === "/") return sendHtml(res, "Sandbox sellers", index(running));
  const sellers = running.map((one) => one.seller);
  if (handleWellKnown(sellers, path, res)) return;
  if (await handleWebhooks(sellers, path, req, res)) return;
  if (!(await pages(running, path, req, res))) sendJson(res, 404, { error: "not_found" });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Starts the three sellers on one loopback port; they live until `close`. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  let running: Running[] = [];
  const server = createServer((req, res) => {
    route(running, req, res).catch((error: unknown) => {
      if (res.headersSent) res.destroy();
      else if (error instanceof SyntaxError) sendJson(res, 400, { error: "the body is not JSON" });
      else if (error instanceof RangeError) sendJson(res, 413, { error: error.message });
      else {
        console.error("sandbox:", error);
        sendJson(res, 500, { error: "internal_error" });
      }
    });
  });
  // Longer than any pause between a buyer's calls, so that no request meets a connection that is just being closed.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}`;
  running = PROFILES.map((profile) => open(profile, url, options));
  const reviewers = setInterval(() => {
    for (const { seller } of running) {
      decideDueReviews(seller);
      carryOutDueActs(seller);
    }
  }, 250);
  const stopWebhooks = startWebhooks(running.map((one) => one.seller));
  const close = async (): Promise<void> => {
    clearInterval(reviewers);
    await stopWebhooks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    for (const { seller } of running) seller.store.close();
  };
  return { url, port, close };
}
