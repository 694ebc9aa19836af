import { crashPoint } from "../crash-point";
import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import { type ClaimedJob, finishJob } from "../queue/jobs";
import { holdOf } from "../repositories/agent-holds";
import { type BoughtMediaBuy, boughtMediaBuys } from "../repositories/bought-media-buys";
import { type ChangeRecord, listChanges } from "../repositories/changes";
import { anyOf } from "../repositories/write-alike";
import type { AccountRef, AgentEndpoint } from "../sales-agents/sales-agent";
import { AgentHeld } from "./agent-held";
import { accountRefOf, type CalledAgent, calledAgents } from "./endpoints";
import { oneByOne, type Work } from "./gather";
import type { JobHandler } from "./job-handler";
import { judgeReads } from "./judge-reads";
import { askByReference } from "./no-read-back";
import { notifyChange } from "./progress";
import { readBuys } from "./read-buys";

/** Reads the buy back and gives every requested field its verdict; looks for the buy first where no reply named it. */
export const verifyChange: JobHandler = async (ports, job, options) => {
  const gather = options.gather ?? oneByOne;
  const asked = await gather(whatToRead, ports, job.organisationId, job);
  if (asked === null) return ports.inTransaction((tx) => finishJob(tx, job));
  const { change, buy, endpoint, account } = asked;
  const agent = ports.salesAgents(endpoint);
  crashPoint("before-verify-read");
  const ids = buy.sellerMediaBuyId === null ? null : [buy.sellerMediaBuyId];
  const { read, listed } = await readBuys(agent, account, ids, ports.clock());
  const named = ids === null && !listed ? await askByReference(agent, account, change) : null;
  crashPoint("after-verify-read-before-record");
  const about = { job, options, changeId: change.id, sellerName: endpoint.name };
  await gather(judgeReads, ports, job.organisationId, { about, buy, read, listed, named });
  crashPoint("after-verify-record");
  notifyChange(change.changeSetId);
};

const awaited: readonly ChangeRecord["state"][] = ["verifying", "submitted", "working", "input_required", "unknown"];

type ToRead = {
  readonly change: ChangeRecord;
  readonly buy: BoughtMediaBuy;
  readonly endpoint: AgentEndpoint;
  readonly account: AccountRef;
};

/** What each job is about and whom to ask, of many jobs in a few statements; null: nothing is to be read any more. */
const whatToRead: Work<ClaimedJob, ToRead | null> = async (ports, jobs) => {
  const { db } = ports;
  const organisationId = jobs[0]?.organisationId ?? "";
  const changes = await listChanges(
    db,
    organisationId,
    jobs.map((job) => job.subjectId),
  );
  const changeOf = new Map(changes.map((change) => [change.id, change]));
  const buyIds = changes.flatMap(({ mediaBuyId }) => mediaBuyId ?? []);
  const buys = buyIds.length === 0 ? new Map() : await boughtMediaBuys(db, organisationId, buyIds);
  const agents = await calledAgents(
    db,
    ports,
    organisationId,
    [...buys.values()].map((buy: BoughtMediaBuy) => buy.salesAgentId),
  );
  const accounts = await accountsOf(ports, organisationId, [...buys.values()]);
  return jobs.map((job) => {
    const change = changeOf.get(job.subjectId);
    if (!change) return { error: notFound("The change") };
    if (change.mediaBuyId === null || !awaited.includes(change.state)) return { answer: null };
    const buy = buys.get(change.mediaBuyId);
    if (!buy) return { error: notFound("The media buy") };
    const [agent, account] = [agents.get(buy.salesAgentId), accounts.get(`${buy.salesAgentId} ${buy.accountId}`)];
    const error = whyNotNow(ports, agent, account);
    if (error || !agent || !account) return { error };
    return { answer: { change, buy, endpoint: agent.endpoint, account } };
  });
};

async function accountsOf({ db }: Ports, organisationId: string, buys: readonly BoughtMediaBuy[]) {
  const ids = [...new Set(buys.flatMap(({ accountId }) => accountId ?? []))];
  const rows = ids.length === 0 ? [] : await db.account.findMany({ where: { id: anyOf(ids), organisationId } });
  return new Map(rows.map((row) => [`${row.salesAgentId} ${row.id}`, accountRefOf(row)]));
}

/** NOT_FOUND when the agent or the account is gone, AgentHeld while it wants to be left alone. */
function whyNotNow({ clock }: Ports, agent: CalledAgent | undefined, account: AccountRef | undefined): Error | null {
  if (!agent) return notFound("The sales agent");
  if (!account) return notFound("The seller account");
  const hold = holdOf(agent.holdUntil, clock());
  return hold === null || hold.needsCredential ? null : new AgentHeld(agent.endpoint.name, hold.until);
}
