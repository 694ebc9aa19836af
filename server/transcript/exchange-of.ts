import { addMillis, type Instant } from "../domain/time";
import type { NewExchange } from "../repositories/exchanges";
import type { Exchange } from "../sales-agents/transport";
import { sellerErrorIn } from "./seller-error";

/** An exchange that we began, as its row; the transport redacts it as it is read. `endedAt`: when the reply was there. */
export function exchangeOf(id: string, endedAt: Instant, exchange: Exchange): NewExchange {
  const { ms, context, salesAgentId, characters: _, ...seen } = exchange;
  const refused = seen.errorCode === null ? sellerErrorIn(seen.responseBody) : null;
  return {
    ...seen,
    id,
    // A document read before the agent is one of ours has none.
    salesAgentId: salesAgentId === "" ? null : salesAgentId,
    at: addMillis(endedAt, -Math.round(ms)),
    direction: "out",
    tool: exchange.tool.slice(0, 100),
    url: exchange.url.slice(0, 2_000),
    milliseconds: Math.round(ms),
    errorCode: refused?.code ?? exchange.errorCode,
    error: (refused?.message ?? exchange.error)?.slice(0, 1_000) ?? null,
    sellerCallId: context?.sellerCallId ?? null,
    attempt: context?.attempt ?? null,
    changeId: context?.changeId ?? null,
    mediaBuyId: context?.mediaBuyId ?? null,
    campaignId: context?.campaignId ?? null,
    replayOfId: context?.replayOfId ?? null,
  };
}
