import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import { addMillis, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, finishJob, rescheduleJob } from "../queue/jobs";
import { type AuditActor, recordAudit, systemActor } from "../repositories/audit";
import { listAtSeller, type SellerCreativeWithName, saveSellerState } from "../repositories/seller-creatives";
import type { CreativeState } from "../sales-agents/creative-exchange";
import type { Read } from "../sales-agents/sales-agent";
import type { JobHandler } from "./job-handler";
import { reach } from "./reach";

/** One agent's library as one of our accounts sees it. */
export type ReviewPlace = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
};

/** What list_creatives answered, beside what we had; nothing is written yet. */
export type Reviews = ReviewPlace & {
  readonly agentName: string;
  readonly known: readonly SellerCreativeWithName[];
  readonly states: readonly CreativeState[];
};

/** list_creatives takes at most this many ids (requirements §3.8). */
const idsPerCall = 100;
/** A library may lag behind its own sync; after this, a creative it does not list is not there. */
const listLagMs = 10 * 60 * 1000;

/** Does `refresh_creatives`: asks about what is under review at one agent and account, again and again until nothing is. */
export const refreshCreatives: JobHandler = async (ports, job, options) => {
  const place = reviewPlaceOf(job);
  const reviews = await askReviews(ports, place, "underReview").catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return null;
    throw error;
  });
  const next = addMillis(ports.clock(), options.pollSeconds * 1000);
  await ports.inTransaction(async (tx) => {
    // The agent or its account was removed: nobody to ask any more.
    if (reviews === null) return finishJob(tx, job);
    await assertHeld(tx, job);
    if (reviews.kind === "failed") return rescheduleJob(tx, job, next, reviews.problem.message);
    await saveReviews(tx, ports, systemActor(place.organisationId), reviews.value);
    const left = await listAtSeller(tx, place, "underReview");
    return left.length === 0 ? finishJob(tx, job) : rescheduleJob(tx, job, next);
  });
};

/** The place a job of that kind is about. */
function reviewPlaceOf(job: { readonly organisationId: string; readonly subjectId: string }): ReviewPlace {
  const [salesAgentId = "", accountId = ""] = job.subjectId.split(":");
  return { organisationId: job.organisationId, salesAgentId, accountId };
}

/** Asks the seller; a failed read changed nothing and may be repeated. */
export async function askReviews(
  ports: Ports,
  place: ReviewPlace,
  which: "underReview" | "all",
): Promise<Read<Reviews>> {
  const known = await listAtSeller(ports.db, place, which);
  const { name, agent, account } = await reach(ports, place);
  const ids = known.map((creative) => creative.sellerKnownId);
  const states: CreativeState[] = [];
  let milliseconds = 0;
  for (let from = 0; from < ids.length; from += idsPerCall) {
    const answer = await agent.listCreatives(account, ids.slice(from, from + idsPerCall));
    if (answer.kind === "failed") return answer;
    states.push(...answer.value);
    milliseconds += answer.milliseconds;
  }
  return { kind: "ok", value: { ...place, agentName: name, known, states }, milliseconds };
}

/** Writes what the seller said, with an audit row for each decision that is new. Returns how many moved. */
export async function saveReviews(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  by: AuditActor,
  reviews: Reviews,
): Promise<number> {
  const at = ports.clock();
  const listed = new Map(reviews.states.map((state) => [state.creativeId, state]));
  let moved = 0;
  for (const creative of reviews.known) {
    const next = nextState(creative, listed.get(creative.sellerKnownId), at);
    if (next === null) continue;
    const { organisationId, salesAgentId } = reviews;
    await saveSellerState(
      tx,
      { organisationId, salesAgentId, creativeId: creative.creativeId },
      { ...next, seenAt: at },
    );
    if (next.status === creative.status) continue;
    moved += 1;
    await auditReview(tx, ports, by, reviews.agentName, creative, next, at);
  }
  return moved;
}

type NextState = { readonly status: string; readonly rejectionReason: string | null };

function nextState(creative: SellerCreativeWithName, seen: CreativeState | undefined, at: Instant): NextState | null {
  if (seen) return { status: seen.status, rejectionReason: seen.rejectionReason };
  const settled = creative.syncedAt !== null && isBefore(addMillis(creative.syncedAt, listLagMs), at);
  return settled ? { status: "failed", rejectionReason: "The seller does not list it" } : null;
}

async function auditReview(
  tx: Tx,
  ports: Pick<Ports, "newId">,
  by: AuditActor,
  agentName: string,
  creative: SellerCreativeWithName,
  next: NextState,
  at: Instant,
): Promise<void> {
  const why = next.rejectionReason === null ? "" : `: ${next.rejectionReason}`;
  await recordAudit(tx, ports.newId(), {
    at,
    by,
    action: "creative.reviewed",
    subjectType: "creative",
    subjectId: creative.creativeId,
    summary: `${agentName} shows ${creative.name} as ${next.status}${why}`,
    before: { status: creative.status },
    after: next,
  });
}
