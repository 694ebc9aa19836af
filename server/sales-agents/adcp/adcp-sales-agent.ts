import type { Proposal } from "@/server/domain/media-buy/proposal";
import type { Clock } from "@/server/domain/time";
import { speaksOnlyOld, syntheticCapabilities } from "../adcp25/synthetic-capabilities";
import type { CreativeState } from "../creative-exchange";
import type {
  AccountRef,
  Capabilities,
  FrozenRequest,
  ProductAnswer,
  Read,
  RepeatedCall,
  SalesAgent,
  SellerProblem,
  WriteReply,
} from "../sales-agent";
import { syncAccountsToWire } from "./accounts-to-wire";
import { syncCreativesToWire } from "./creatives-to-wire";
import { deadlineFor } from "./deadlines";
import { accountsFromWire, financialsFromWire, syncedFromWire } from "./from-wire/accounts";
import { deliveryFromWire } from "./from-wire/delivery";
import { capabilitiesFromWire, creativesFromWire, formatsFromWire } from "./from-wire/discovery";
import { mediaBuyPageFromWire } from "./from-wire/media-buy-page";
import { mediaBuysFromWire } from "./from-wire/media-buys";
import { productsFromWire } from "./from-wire/products";
import { createFromWire, syncFromWire, updateFromWire } from "./from-wire/writes";
import { getTask } from "./get-task";
import { readEveryPage } from "./pages";
import { failedRead, readReply } from "./read-reply";
import { isObject, type Json, problem } from "./seller-problem";
import { createToWire, everyStatus, mediaBuyPageToWire, productQueryToWire, readToWire, updateToWire } from "./to-wire";
import type { ToolCaller } from "./tool-caller";
import { readToolReply } from "./tool-reply";
import { accountToWire, frozen } from "./wire-words";
import { withCallbacks } from "./with-callbacks";
import { failedWrite, writeReply } from "./write-reply";

export type AdcpOptions = {
  readonly clock: Clock;
  /** Milliseconds by tool, over the defaults. */
  readonly deadlines?: Readonly<Record<string, number>>;
};

type Accept<T> = (payload: Json, warnings: readonly SellerProblem[]) => T | null;

/** AdCP 3.x over whatever carries its tools. Reads may be repeated; a write is delivered at most once a call (requirements §4). */
export function adcpSalesAgent(caller: ToolCaller, options: AdcpOptions): SalesAgent {
  const deadline = (tool: string): number => deadlineFor(tool, options.deadlines);
  const read = async <T>(tool: string, args: Json, accept: Accept<T>, signal?: AbortSignal): Promise<Read<T>> => {
    const call = { deadlineMs: deadline(tool), repeatable: true, ...(signal ? { signal } : {}) };
    const called = await caller.call(tool, readToWire(args), call);
    if (called.kind === "failed") return failedRead(called.failure.problem, called.facts);
    return readReply(called.result, called.facts, accept);
  };
  const write = async <T>(
    request: FrozenRequest,
    idempotencyKey: string,
    accept: (payload: Json, sent: Json) => T | null,
  ): Promise<WriteReply<T>> => {
    const sent = parsedBody(request.body);
    const call = { deadlineMs: deadline(request.tool), repeatable: false };
    const args = { ...withCallbacks(sent, request.callbacks), idempotency_key: idempotencyKey };
    const called = await caller.call(request.tool, args, call);
    if (called.kind === "failed") return failedWrite(called.failure, called.facts);
    return writeReply(called.result, called.facts, (payload) => accept(payload, sent));
  };

  return {
    getCapabilities: () => getCapabilities(caller, read),
    listAccounts: () => readEveryPage((page) => read("list_accounts", page, paged(accountsFromWire))),
    syncAccounts: (requests, key) => write(frozen("sync_accounts", syncAccountsToWire(requests)), key, syncedFromWire),
    getAccountFinancials: (account) =>
      read("get_account_financials", { account: accountToWire(account) }, financialsFromWire),
    getProducts: async (query, signal) =>
      oneAnswer(
        await readEveryPage((page) =>
          read("get_products", { ...productQueryToWire(query), ...laterPage(page) }, pagedProducts, signal),
        ),
      ),
    listCreativeFormats: () => readEveryPage((page) => read("list_creative_formats", page, paged(formatsFromWire))),
    listCreatives: (account, creativeIds) => listCreatives(read, account, creativeIds),
    getMediaBuys: (account, mediaBuyIds) =>
      readEveryPage((page) =>
        read("get_media_buys", { ...page, ...mediaBuysQuery(account, mediaBuyIds) }, paged(mediaBuysFromWire)),
      ),
    listMediaBuyPage: (account, cursor) =>
      read("get_media_buys", mediaBuyPageToWire(account, cursor), mediaBuyPageFromWire),
    getDelivery: (account, mediaBuyIds, startDay, endDayExclusive) =>
      read(
        "get_media_buy_delivery",
        {
          account: accountToWire(account),
          media_buy_ids: mediaBuyIds,
          start_date: startDay,
          end_date: endDayExclusive,
          include_package_daily_breakdown: true,
        },
        (payload) => deliveryFromWire(payload, options.clock()),
      ),
    getTask: (account, taskId) => getTask(caller, read, { account, taskId, deadlineMs: deadline("tasks_get") }),
    freezeCreate: createToWire,
    freezeUpdate: updateToWire,
    freezeSyncCreatives: syncCreativesToWire,
    sendCreate: (request, key) => write(request, key, createFromWire),
    sendUpdate: (request, key) => write(request, key, updateFromWire),
    sendSyncCreatives: (request, key) => write(request, key, syncFromWire),
    repeatCall: (repeated) => repeatCall(caller, deadline(repeated.tool), repeated),
  };
}

/** Delivered at most once, even where it only reads: what is shown is one exchange. */
async function repeatCall(caller: ToolCaller, deadlineMs: number, repeated: RepeatedCall): Promise<Read<null>> {
  const { tool, args, account, idempotencyKey } = repeated;
  const whole = {
    ...args,
    ...(account === null ? {} : { account: accountToWire(account) }),
    ...(idempotencyKey === null ? {} : { idempotency_key: idempotencyKey }),
  };
  const called = await caller.call(tool, whole, { deadlineMs, repeatable: false });
  if (called.kind === "failed") return failedRead(called.failure.problem, called.facts);
  const reply = readToolReply(called.result, called.facts.httpStatus);
  if (reply.kind === "refused") return failedRead(reply.problem, called.facts);
  return { kind: "ok", value: null, milliseconds: called.facts.milliseconds };
}

type ReadTool = <T>(tool: string, args: Json, accept: Accept<T>, signal?: AbortSignal) => Promise<Read<T>>;

async function getCapabilities(caller: ToolCaller, read: ReadTool): ReturnType<SalesAgent["getCapabilities"]> {
  const startedAt = performance.now();
  const described = await caller.describe();
  if (described.kind === "failed") return failedRead(described.failure.problem, described.facts);
  const { tools, serverName } = described;
  const before3 = (): Read<Capabilities> | null => {
    const payload = syntheticCapabilities(tools);
    const value = payload && capabilitiesFromWire(payload, tools, serverName);
    return value && { kind: "ok", value, milliseconds: performance.now() - startedAt };
  };
  if (!tools.includes("get_adcp_capabilities")) {
    const text = "The agent offers neither get_adcp_capabilities nor the tools of AdCP 2.5: it is no sales agent";
    const none = problem("VERSION_UNSUPPORTED", text, "terminal");
    return before3() ?? failedRead(none, { milliseconds: 0, httpStatus: null });
  }
  const answer = await read("get_adcp_capabilities", {}, (payload) => capabilitiesFromWire(payload, tools, serverName));
  if (answer.kind === "ok" || answer.problem.code !== "VERSION_UNSUPPORTED") return answer;
  return (speaksOnlyOld(answer.problem.details) ? before3() : null) ?? answer;
}

/** The wire takes at most a hundred ids a question (`core/creative-filters.json`). */
async function listCreatives(
  read: ReadTool,
  account: AccountRef,
  creativeIds: readonly string[],
): ReturnType<SalesAgent["listCreatives"]> {
  const owner = accountToWire(account);
  const states: CreativeState[] = [];
  let milliseconds = 0;
  for (let start = 0; start < creativeIds.length; start += 100) {
    const filters = { accounts: [owner], creative_ids: creativeIds.slice(start, start + 100) };
    const part = await readEveryPage((page) =>
      read("list_creatives", { ...page, account: owner, filters }, paged(creativesFromWire)),
    );
    milliseconds += part.milliseconds;
    if (part.kind === "failed") return { ...part, milliseconds };
    states.push(...part.value);
  }
  return { kind: "ok", value: states, milliseconds };
}

function mediaBuysQuery(account: AccountRef, mediaBuyIds: readonly string[] | null): Json {
  return {
    account: accountToWire(account),
    ...(mediaBuyIds === null ? {} : { media_buy_ids: mediaBuyIds }),
    status_filter: everyStatus,
    include_snapshot: true,
    include_history: 20,
  };
}

/** Rows of one page with the cursor of the next; null rows: unreadable. */
function paged<T>(rows: (payload: Json) => readonly T[] | null) {
  return (payload: Json) => {
    const found = rows(payload);
    return found === null ? null : { rows: found, next: nextCursor(payload.pagination) };
  };
}

function pagedProducts(payload: Json, warnings: readonly SellerProblem[]) {
  const answer = productsFromWire(payload, warnings);
  return answer === null ? null : { rows: [answer], next: nextCursor(payload.pagination) };
}

/** Discovery asks for the first page without pagination: a brief's answer is as long as the seller thinks right. */
function laterPage(page: Json): Json {
  return isObject(page.pagination) && "cursor" in page.pagination ? page : {};
}

function oneAnswer(read: Read<readonly ProductAnswer[]>): Read<ProductAnswer> {
  if (read.kind === "failed") return read;
  const value = {
    products: read.value.flatMap((answer) => answer.products),
    // Every page repeats them or only the first has them: each is kept once, the notes as the first page has them.
    proposals: onceEach(read.value.flatMap((answer) => answer.proposals ?? [])),
    refinement: read.value.find((answer) => (answer.refinement ?? []).length > 0)?.refinement ?? [],
    incomplete: read.value.flatMap((answer) => answer.incomplete),
    warnings: read.value.flatMap((answer) => answer.warnings),
  };
  return { ...read, value };
}

function onceEach(proposals: readonly Proposal[]): Proposal[] {
  return [...new Map(proposals.map((proposal) => [proposal.proposalId, proposal])).values()];
}

function nextCursor(pagination: unknown): string | null {
  if (!isObject(pagination) || pagination.has_more !== true) return null;
  return typeof pagination.cursor === "string" ? pagination.cursor : "";
}

function parsedBody(body: string): Json {
  const value: unknown = JSON.parse(body);
  if (!isObject(value)) throw new TypeError("A frozen request must be a JSON object");
  return value;
}
