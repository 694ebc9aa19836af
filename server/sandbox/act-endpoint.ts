import type { IncomingMessage, ServerResponse } from "node:http";
import { AdcpError } from "@adcp/sdk/server";
import { finishForm, readFields, sendJson } from "./http";
import type { Json } from "./model";
import type { Seller } from "./seller";
import { ACTS, carryOutAct, type PlannedAct, planAct } from "./seller-acts";

function actOf(seller: Seller, fields: Json): PlannedAct | undefined {
  const act = ACTS.find((one) => one === fields.act);
  const after = Number(fields.after_ms ?? 0);
  if (act === undefined || typeof fields.media_buy_id !== "string" || !(after >= 0)) return undefined;
  return {
    act,
    media_buy_id: fields.media_buy_id,
    reason: typeof fields.reason === "string" ? fields.reason : "",
    due_ms: seller.now() + after,
    ...(typeof fields.update === "object" && fields.update !== null ? { update: fields.update as Json } : {}),
  };
}

/** POST /<seller>/_act: the seller does something to a media buy by itself, now or later. False for another path. */
export async function handleAct(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (req.method !== "POST" || path !== `/${seller.profile.id}/_act`) return false;
  const act = actOf(seller, await readFields(req));
  if (act === undefined) {
    sendJson(res, 400, { error: "send {media_buy_id, act, reason?, after_ms?, update?}", acts: ACTS });
    return true;
  }
  try {
    const outcome = act.due_ms > seller.now() ? { planned: act } : carryOutAct(seller, act);
    if ("planned" in outcome) planAct(seller, act);
    finishForm(req, res, `/${seller.profile.id}`, outcome);
  } catch (error) {
    if (!(error instanceof AdcpError)) throw error;
    sendJson(res, 409, { error: error.code, message: error.message });
  }
  return true;
}
