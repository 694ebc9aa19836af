import { crashPoint } from "../crash-point";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob } from "../queue/jobs";
import { type CallContext, inCall } from "../sales-agents/call-context";
import type { FrozenRequest } from "../sales-agents/sales-agent";
import { type Begun, beginSends } from "./begin-sends";
import { compareBeforeSend } from "./compare-before-send";
import { oneByOne } from "./gather";
import type { JobHandler } from "./job-handler";
import { notifyChange } from "./progress";
import { settleReplies } from "./settle-replies";
import { type AnyReply, leaveToLookUp, type Sending } from "./settle-reply";

/** Sends one call: marks it as sent, sends the frozen bytes with their key, records what came back. */
export const sendSellerCall: JobHandler = async (ports, job, options) => {
  const { organisationId } = job;
  const gather = options.gather ?? oneByOne;
  const { changeSetId, begun } = await gather(beginSends, ports, organisationId, job);
  crashPoint("after-mark-sent");
  if (changeSetId !== null) notifyChange(changeSetId);
  if (begun === null) return;
  crashPoint("before-send");
  const about = contextOf(begun);
  const look = await inCall(about, () => compareBeforeSend(ports, begun, gather));
  if (look.kind === "found") return leaveFound(ports, job, begun);
  const reply = look.kind === "not_sent" ? look.reply : await inCall(about, () => deliver(ports, begun));
  crashPoint("after-reply-before-record");
  // That it was sent is durable: what came back is written once nobody's send waits for this process.
  options.sends?.left(job.subjectId);
  await options.sends?.allOut();
  const sent = { ...begun, sellerName: begun.endpoint.name, job, options };
  await gather(settleReplies, ports, organisationId, { sent, reply });
  crashPoint("after-record-before-next-job");
  notifyChange(begun.change.changeSetId);
};

/** What its exchanges are for. */
function contextOf({ call, change }: Sending): CallContext {
  const { id: changeId, mediaBuyId, campaignId } = change;
  return { sellerCallId: call.id, attempt: call.attempts, changeId, mediaBuyId, campaignId };
}

/** Nothing was sent under the new key: what the earlier request has made is adopted, or a person picks it. */
async function leaveFound(ports: Ports, job: ClaimedJob, begun: Sending): Promise<void> {
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    await leaveToLookUp(tx, ports, job, begun);
  });
  notifyChange(begun.change.changeSetId);
}

function deliver(ports: Ports, { endpoint, key, callbacks, call }: Begun): Promise<AnyReply> {
  const agent = ports.salesAgents(endpoint);
  const request: FrozenRequest = { tool: call.tool, body: call.request, callbacks };
  switch (call.tool) {
    case "create_media_buy":
      return agent.sendCreate(request, key);
    case "update_media_buy":
      return agent.sendUpdate(request, key);
    case "sync_creatives":
      return agent.sendSyncCreatives(request, key);
    default:
      throw new Error(`No way to send ${call.tool}`);
  }
}
