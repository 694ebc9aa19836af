import { type AdcpOptions, adcpSalesAgent } from "../adcp/adcp-sales-agent";
import { deadlineFor } from "../adcp/deadlines";
import { failedRead, readReply } from "../adcp/read-reply";
import { isObject } from "../adcp/seller-problem";
import type { ToolCaller } from "../adcp/tool-caller";
import type { FrozenRequest, SalesAgent } from "../sales-agent";
import { in25 } from "./in-25";
import { createTo25, syncCreativesTo25, updateTo25 } from "./to-wire-25";

/** AdCP 2.5 over whatever carries its tools: requests are frozen in its words, so that what is approved is what is sent. */
export function adcp25SalesAgent(caller: ToolCaller, options: AdcpOptions): SalesAgent {
  const old = in25(caller);
  const agent = adcpSalesAgent(old, options);
  return {
    ...agent,
    // What it can do now, be it a newer version, is asked in that version's words.
    getCapabilities: adcpSalesAgent(caller, options).getCapabilities,
    listsMediaBuys: false,
    async findByReference(_account, create) {
      const reference = referenceIn(create);
      const deadlineMs = deadlineFor("get_media_buy_delivery", options.deadlines);
      const question = { buyer_refs: [reference] };
      const called = await old.call("get_media_buy_delivery", question, { deadlineMs, repeatable: true });
      if (called.kind === "failed") return failedRead(called.failure.problem, called.facts);
      // A seller that does not know the word answers with whatever it has.
      return readReply(called.result, called.facts, (payload) => idsUnder(payload.media_buy_deliveries, reference));
    },
    freezeCreate: createTo25,
    freezeUpdate: updateTo25,
    freezeSyncCreatives: syncCreativesTo25,
  };
}

function referenceIn({ body }: FrozenRequest): string {
  const value: unknown = JSON.parse(body);
  return isObject(value) && typeof value.buyer_ref === "string" ? value.buyer_ref : "";
}

function idsUnder(deliveries: unknown, reference: string): readonly string[] | null {
  if (!Array.isArray(deliveries) || reference === "") return null;
  return deliveries.flatMap((one: unknown) => {
    if (!isObject(one) || one.buyer_ref !== reference) return [];
    return typeof one.media_buy_id === "string" ? [one.media_buy_id] : [];
  });
}
