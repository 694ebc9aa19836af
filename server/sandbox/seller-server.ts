import {
  AdcpError,
  type AdcpServer,
  type AdcpStateStore,
  adcpError,
  createIdempotencyStore,
  createSeedFixtureCache,
  handleTestControllerRequest,
  type IdempotencyStore,
  InMemoryStateStore,
  type McpToolResponse,
  type SeedFixtureCache,
  toMcpResponse,
} from "@adcp/sdk/server";
import { type AdcpCustomToolConfig, type AdcpServerConfig, createAdcpServer } from "@adcp/sdk/server/legacy/v5";
import { z } from "zod";
import { type AccountRef, listAccounts, resolveAccount, syncAccounts } from "./accounts";
import type { Active } from "./behaviours";
import { capabilities } from "./capabilities";
import { createMediaBuy } from "./create-media-buy";
import { syncCreatives } from "./creatives";
import { getTask } from "./decide-reviews";
import { refuse } from "./errors";
import { getFinancials } from "./financials";
import { filterFormats } from "./formats";
import { getDelivery } from "./get-delivery";
import { getMediaBuys } from "./get-media-buys";
import { sqliteIdempotency } from "./idempotency-backend";
import { REPLAY_SECONDS, withMode } from "./idempotency-mode";
import { listCreatives } from "./list-creatives";
import type { AccountRecord, BuyRecord, Json } from "./model";
import { paginate } from "./pagination";
import { getProducts } from "./products";
import { nowIso, type Seller } from "./seller";
import { controllerStore } from "./test-controller";
import { updateMediaBuy } from "./update-media-buy";
import { subscribing } from "./webhook-subscriptions";

/** What outlives one request: replies by idempotency key and the test controller's seed cache. */
export interface SellerMemory {
  idempotency: IdempotencyStore;
  seedCache: SeedFixtureCache;
  /** The SDK wants one; these sellers keep their state in their own file. */
  stateStore: AdcpStateStore;
  honest?: AdcpServer;
}

/** One server for all honest calls: to build one costs more than a call. MCP's own messages get one each, for their connection. */
export function honestServer(seller: Seller, memory: SellerMemory): AdcpServer {
  memory.honest ??= sellerServer(seller, memory);
  return memory.honest;
}

export const sellerMemory = (seller: Seller): SellerMemory => ({
  idempotency: createIdempotencyStore({
    backend: withMode(seller, sqliteIdempotency(seller.store)),
    ttlSeconds: REPLAY_SECONDS,
  }),
  seedCache: createSeedFixtureCache(),
  stateStore: new InMemoryStateStore(),
});

interface Context {
  account?: AccountRecord;
}

const say = (data: Json, text: string): McpToolResponse => ({
  content: [{ type: "text", text }],
  structuredContent: data,
});

function mustHaveAccount(context: Context): AccountRecord {
  if (context.account !== undefined) return context.account;
  throw refuse("INVALID_REQUEST", "Name an account.", { field: "account" });
}

function feedback(seller: Seller, args: Json): Json {
  const id = args.media_buy_id as string;
  const buy = seller.store.find<BuyRecord>("buy", id);
  if (buy === undefined)
    throw refuse("MEDIA_BUY_NOT_FOUND", `There is no media buy "${id}".`, { field: "media_buy_id" });
  seller.store.put("feedback", buy.account_key, `${id}:${nowIso(seller)}`, args);
  return { success: true };
}

type Work = (args: Json, context: Context) => Json;

/** A tool's work under the misbehaviour that is active for this call, if any. */
function handler(seller: Seller, tool: string, active: Active | undefined, text: string, work: Work) {
  const misbehaving = active?.tool === tool ? active : undefined;
  return async (params: unknown, context: Context): Promise<McpToolResponse> => {
    const args = params as Json;
    const run = (changed: Json): Json => work(changed, context);
    return say(misbehaving?.answer?.(seller, args, run) ?? run(args), text);
  };
}

function taskTool(seller: Seller, active: Active | undefined): AdcpCustomToolConfig {
  const run = (args: Json): Json => getTask(seller, args);
  const misbehave = active?.tool === "tasks_get" ? active.answer : undefined;
  const answer = (args: Json): McpToolResponse => {
    const context = args.context === undefined ? {} : { context: args.context };
    try {
      const task = misbehave?.(seller, args, run) ?? run(args);
      return say({ ...task, ...context }, `Task ${String(task.task_id)} is ${String(task.status)}.`);
    } catch (error) {
      if (!(error instanceof AdcpError)) throw error;
      const { code, message, field, recovery } = error;
      const reply = adcpError(code, { message, recovery, ...(field === undefined ? {} : { field }) });
      return { ...reply, structuredContent: { ...reply.structuredContent, ...context } };
    }
  };
  return {
    description: "State of an asynchronous task; pass include_result to get its result.",
    inputSchema: z.looseObject({}),
    annotations: { readOnlyHint: true },
    handler: async (args: Json) => answer(args),
  } as unknown as AdcpCustomToolConfig;
}

/** Registered as a tool of our own: the SDK's helper would announce scenarios that 3.0.6 capabilities cannot name. */
function controllerTool(seller: Seller, { seedCache }: SellerMemory): AdcpCustomToolConfig {
  return {
    description: "Deterministic state changes for compliance runs.",
    // Open, so that a client that trims requests to the published schema still sends the account.
    inputSchema: z.looseObject({}),
    handler: async (args: Json) =>
      toMcpResponse(await handleTestControllerRequest(controllerStore(seller, args), args, { seedCache })),
  } as unknown as AdcpCustomToolConfig;
}

type Config = AdcpServerConfig<AccountRecord>;

function handlers(seller: Seller, active: Active | undefined): Pick<Config, "mediaBuy" | "accounts"> {
  const tool = (name: string, text: string, work: Work) => handler(seller, name, active, text, work);
  return {
    accounts: {
      listAccounts: tool("list_accounts", "Accounts.", (args) => listAccounts(seller, args)),
      ...(seller.profile.tellsFinancials
        ? {
            getAccountFinancials: tool("get_account_financials", "Account financials.", (args) =>
              getFinancials(seller, args),
            ),
          }
        : {}),
      syncAccounts: tool("sync_accounts", "Accounts synced.", (args) => syncAccounts(seller, args)),
    },
    mediaBuy: {
      getProducts: tool("get_products", "Products.", (args, { account }) => getProducts(seller, args, account)),
      listCreativeFormats: tool("list_creative_formats", "Formats.", (args) => {
        const { items, pagination } = paginate(filterFormats(seller, args), args);
        return { formats: items, pagination };
      }),
      syncCreatives: tool("sync_creatives", "Creatives synced.", (args, context) =>
        syncCreatives(seller, mustHaveAccount(context), args),
      ),
      listCreatives: tool("list_creatives", "Creatives.", (args, { account }) => listCreatives(seller, account, args)),
      createMediaBuy: tool(
        "create_media_buy",
        "Media buy.",
        subscribing(seller, (args, context) => createMediaBuy(seller, mustHaveAccount(context), args)),
      ),
      updateMediaBuy: tool(
        "update_media_buy",
        "Media buy.",
        subscribing(seller, (args, context) => updateMediaBuy(seller, mustHaveAccount(context), args)),
      ),
      getMediaBuys: tool("get_media_buys", "Media buys.", (args, { account }) => getMediaBuys(seller, account, args)),
      getMediaBuyDelivery: tool("get_media_buy_delivery", "Delivery.", (args, { account }) =>
        getDelivery(seller, account, args),
      ),
      providePerformanceFeedback: tool("provide_performance_feedback", "Thank you.", (args) => feedback(seller, args)),
    },
  };
}

/** The MCP library warns about the slash in the spec's own tool name `tasks/get`, six lines per request; it may stay. */
function withoutToolNameWarning<T>(build: () => T): T {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return build();
  } finally {
    console.warn = warn;
  }
}

/** The AdCP server that answers one request of this seller. */
export const sellerServer = (seller: Seller, memory: SellerMemory, active?: Active): AdcpServer =>
  withoutToolNameWarning(() => buildServer(seller, memory, active));

function buildServer(seller: Seller, memory: SellerMemory, active?: Active): AdcpServer {
  return createAdcpServer<AccountRecord>({
    name: seller.profile.name,
    version: "1.0.0",
    capabilities: capabilities(seller),
    resolveAccount: async (ref) => resolveAccount(seller, ref as AccountRef),
    idempotency: memory.idempotency,
    stateStore: memory.stateStore,
    resolveIdempotencyPrincipal: ({ account }) => account?.key ?? "seller",
    // Replies are checked by the tests and the storyboards; here the 3.1 `submitted` answer to an update must pass.
    validation: { requests: "strict", responses: "off" },
    exposeErrorDetails: false,
    customTools: {
      "tasks/get": taskTool(seller, active),
      tasks_get: taskTool(seller, active),
      comply_test_controller: controllerTool(seller, memory),
    },
    ...handlers(seller, active),
  });
}
