import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdcpServer } from "@adcp/sdk/server";
import type { Active } from "./behaviours";
import { decideDueReviews } from "./decide-reviews";
import { sendJson } from "./http";
import { declaredIdempotency } from "./idempotency-mode";
import type { Json } from "./model";
import { behaviourFor } from "./script";
import type { Seller } from "./seller";
import { carryOutDueActs } from "./seller-acts";
import { honestServer, type SellerMemory, sellerServer } from "./seller-server";

/** A seller behind one of its protocols, and the HTTP exchange that it answers. */
export interface Door {
  seller: Seller;
  memory: SellerMemory;
  req: IncomingMessage;
  res: ServerResponse;
}

export type ToolResult = Awaited<ReturnType<AdcpServer["invoke"]>>;

/** What a tool answered, or why it could not even be called. */
export type Outcome = { result: ToolResult } | { error: string };

/** False: the caller has no or a wrong token, and has been told. */
export function admits({ seller, req, res }: Door): boolean {
  const given = Buffer.from(req.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${seller.profile.token}`);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return true;
  const challenge = { "www-authenticate": 'Bearer realm="adcp-sandbox", error="invalid_token"' };
  sendJson(res, 401, { error: "invalid_token" }, challenge);
  return false;
}

/** The v3 envelope carries a status; the SDK leaves it off the one reply that it makes by itself. */
function finished(seller: Seller, tool: string, result: ToolResult): ToolResult {
  if (tool !== "get_adcp_capabilities" || result.isError === true) return result;
  const said = declaredIdempotency(seller, result.structuredContent as Json);
  return { ...result, structuredContent: { status: "completed", ...said } };
}

async function invoke(seller: Seller, server: AdcpServer, tool: string, args: Json): Promise<Outcome> {
  try {
    const result = await server.invoke({ toolName: tool, args });
    return { result: finished(seller, tool, result) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "Invalid params" };
  }
}

/** The honest answer in the words of the misbehaviour; a refusal stays as it is. */
function reworded(outcome: Outcome, active: Active | undefined): Outcome {
  if (active?.reply === undefined || !("result" in outcome)) return outcome;
  const { result } = outcome;
  if (result.structuredContent === undefined || result.isError === true) return outcome;
  return { result: { ...result, structuredContent: active.reply(result.structuredContent as Json) } };
}

/** Answers one tool's call as one JSON body in the protocol's words, misbehaving if that was ordered. */
export async function answerTool(
  { seller, memory, req, res }: Door,
  tool: string,
  args: Json,
  inWords: (outcome: Outcome) => Json,
): Promise<void> {
  decideDueReviews(seller);
  carryOutDueActs(seller);
  const active = behaviourFor(seller, tool, args);
  const server = active === undefined ? honestServer(seller, memory) : sellerServer(seller, memory, active);
  const work = (): Promise<Outcome> => seller.store.exclusively(() => invoke(seller, server, tool, args));
  if ((await active?.wire?.({ req, res, work: async () => inWords(await work()) })) === true) return;
  sendJson(res, 200, inWords(reworded(await work(), active)));
}
