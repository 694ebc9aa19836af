import { crashPoint } from "../crash-point";
import { notFound } from "../domain/errors";
import { type ClaimedJob, finishJob } from "../queue/jobs";
import { type ChangeRecord, listChanges } from "../repositories/changes";
import { oneByOne, type Work } from "./gather";
import type { JobHandler } from "./job-handler";
import { judgeReads } from "./judge-reads";
import { askByReference } from "./no-read-back";
import { type PlaceToRead, placesToRead } from "./places-to-read";
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
  const about = { job, options, changeId: change.id, asked: change, sellerName: endpoint.name };
  await gather(judgeReads, ports, job.organisationId, { about, buy, read, listed, named });
  crashPoint("after-verify-record");
  notifyChange(change.changeSetId);
};

const awaited: readonly ChangeRecord["state"][] = ["verifying", "submitted", "working", "input_required", "unknown"];

type ToRead = PlaceToRead & { readonly change: ChangeRecord };

/** What each job is about and whom to ask, of many jobs in a few statements; null: nothing is to be read any more. */
const askedNow: Work<ClaimedJob, ToRead | null> = async (ports, jobs) => {
  const organisationId = jobs[0]?.organisationId ?? "";
  const changes = await listChanges(
    ports.db,
    organisationId,
    jobs.map((job) => job.subjectId),
  );
  const changeOf = new Map(changes.map((change) => [change.id, change]));
  const buyIds = changes.flatMap(({ mediaBuyId }) => mediaBuyId ?? []);
  const placeOf = await placesToRead(ports, organisationId, buyIds);
  return jobs.map((job) => {
    const change = changeOf.get(job.subjectId);
    if (!change) return { error: notFound("The change") };
    if (change.mediaBuyId === null || !awaited.includes(change.state)) return { answer: null };
    const place = placeOf(change.mediaBuyId);
    return "error" in place ? place : { answer: { ...place.answer, change } };
  });
};

/** Nobody waits for it, and the more are read at once the more share a call to their seller. */
const whatToRead = Object.assign(askedNow, { most: 256 });
