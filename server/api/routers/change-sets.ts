import { createHash } from "node:crypto";
import { tracked } from "@trpc/server";
import type { Actor } from "../../domain/permissions";
import type { Ports } from "../../ports";
import { countWaiting } from "../../repositories/change-sets";
import { getWholeChangeSet, lastReviews, listChangeSets, movesOf, namesOf } from "../../repositories/change-views";
import { waitForChange } from "../../seller-calls/progress";
import { approveChangeSet } from "../../workflows/approve-change-set";
import { bringInPlan } from "../../workflows/bring-in-plan";
import { bringInUpdate } from "../../workflows/bring-in-request";
import { discardChangeSet } from "../../workflows/discard-change-set";
import { recheckChangeSet } from "../../workflows/recheck-change-set";
import { rejectChangeSet } from "../../workflows/reject-change-set";
import { retryChange } from "../../workflows/retry-change";
import { reviewCampaign } from "../../workflows/review-campaign";
import { stageEdit } from "../../workflows/stage-edit";
import { submitCampaign } from "../../workflows/submit-campaign";
import { mutationFor, procedureFor, router } from "../trpc";
import { idsIn, toChangeSetRow, toChangeSetView, toMoves } from "../views/change-set-view";
import type { ChangeSetView } from "../views/change-view";
import { toReviewView } from "../views/review-view";
import {
  approveInput,
  bringInInput,
  campaignIdInput,
  changeIdInput,
  changeSetIdInput,
  changeSetIdsInput,
  followInput,
  listChangeSetsInput,
  rejectInput,
  stageEditInput,
  submitCampaignInput,
} from "./change-sets.schema";

const rereadMillis = 1_000;

type Follow = { readonly changeSetId: string; readonly lastEventId?: string | null | undefined };

async function readChangeSet(ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetView> {
  const set = await getWholeChangeSet(ports.db, actor.organisationId, changeSetId);
  const ids = [...idsIn([set]), ...set.approvals.map((approval) => approval.byUserId)];
  const names = await namesOf(ports.db, actor.organisationId, ids);
  const sellers = [...new Set(set.changes.map((change) => change.salesAgentId))];
  const reviews = await lastReviews(ports.db, actor.organisationId, sellers);
  return toChangeSetView(set, { names, reviews, now: ports.clock() }, actor);
}

/** The view each time it changes, until every change has ended, the decision is against it, or the reader leaves. */
async function* follow(
  ports: Ports,
  actor: Actor,
  { changeSetId, lastEventId }: Follow,
  signal: AbortSignal | undefined,
) {
  let shown = lastEventId ?? "";
  while (!signal?.aborted) {
    const view = await readChangeSet(ports, actor, changeSetId);
    const version = fingerprint(view);
    if (version !== shown) {
      shown = version;
      yield tracked(version, view);
    }
    if (view.settled) return;
    await waitForChange(changeSetId, rereadMillis, signal);
  }
}

/** Equal exactly when nothing a reader could see has moved. */
function fingerprint(view: ChangeSetView): string {
  const parts = view.changes.map(({ state, attempts, verifiedAt, sentence, fields, task }) =>
    [state, attempts, verifiedAt, sentence, task?.status, ...fields.map((field) => field.verdict)].join(","),
  );
  const lines = view.lines.map(({ waits, reopened, stale }) => [waits, reopened, stale].join(","));
  const text = [view.state, view.payloadHash, view.approvals.length, ...parts, ...lines].join(";");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

export const changeSetsRouter = router({
  review: procedureFor("desk:read")
    .input(campaignIdInput)
    .query(async ({ ctx, input }) =>
      toReviewView(await reviewCampaign(ctx.ports, ctx.actor, input.campaignId), ctx.actor.userId),
    ),

  list: procedureFor("desk:read")
    .input(listChangeSetsInput)
    .query(async ({ ctx, input }) => {
      const { organisationId } = ctx.actor;
      const { state, cursor, limit } = input;
      const found = await listChangeSets(ctx.ports.db, organisationId, { state, before: cursor ?? null, limit });
      const sets = found.slice(0, limit);
      const names = await namesOf(ctx.ports.db, organisationId, idsIn(sets));
      return {
        rows: sets.map((set) => toChangeSetRow(set, names, ctx.actor, ctx.ports.clock())),
        nextCursor: found.length > limit ? (sets.at(-1)?.id ?? null) : null,
      };
    }),

  get: procedureFor("desk:read")
    .input(changeSetIdInput)
    .query(({ ctx, input }) => readChangeSet(ctx.ports, ctx.actor, input.changeSetId)),

  /** What of many sets has ended; to be asked every few seconds, however many changes they have. */
  moves: procedureFor("desk:read")
    .input(changeSetIdsInput)
    .query(async ({ ctx, input }) =>
      (await movesOf(ctx.ports.db, ctx.actor.organisationId, input.changeSetIds)).map(toMoves),
    ),

  follow: procedureFor("desk:read")
    .input(followInput)
    .subscription(({ ctx, input, signal }) => follow(ctx.ports, ctx.actor, input, signal)),

  /** How many change sets wait for a decision that this person did not ask for. */
  waitingCount: procedureFor("desk:read").query(({ ctx }) =>
    countWaiting(ctx.ports.db, ctx.actor.organisationId, ctx.actor.userId),
  ),

  submitCampaign: mutationFor("campaign:submit")
    .input(submitCampaignInput)
    .mutation(({ ctx, input }) => submitCampaign(ctx.ports, ctx.actor, input)),

  /** Pausing and resuming is open to whoever may pause; the workflow asks for more where more is edited. */
  stageEdit: mutationFor("media_buy:pause")
    .input(stageEditInput)
    .mutation(({ ctx, input }) => stageEdit(ctx.ports, ctx.actor, input)),

  /** An update in the words of an older document, staged like any edit. */
  bringInUpdate: mutationFor("media_buy:pause")
    .input(bringInInput)
    .mutation(({ ctx, input }) => bringInUpdate(ctx.ports, ctx.actor, input.request, input.reason)),

  /** A create in the words of an older document, as a plan. */
  bringInPlan: mutationFor("campaign:write")
    .input(bringInInput)
    .mutation(({ ctx, input }) => bringInPlan(ctx.ports, ctx.actor, input.request)),

  approve: mutationFor("change:approve")
    .input(approveInput)
    .mutation(({ ctx, input }) => approveChangeSet(ctx.ports, ctx.actor, input)),

  reject: mutationFor("change:approve")
    .input(rejectInput)
    .mutation(({ ctx, input }) => rejectChangeSet(ctx.ports, ctx.actor, input)),

  recheck: mutationFor("change:approve")
    .input(changeSetIdInput)
    .mutation(({ ctx, input }) => recheckChangeSet(ctx.ports, ctx.actor, input.changeSetId)),

  discard: mutationFor("campaign:submit")
    .input(changeSetIdInput)
    .mutation(({ ctx, input }) => discardChangeSet(ctx.ports, ctx.actor, input.changeSetId)),

  retry: mutationFor("change:retry")
    .input(changeIdInput)
    .mutation(({ ctx, input }) => retryChange(ctx.ports, ctx.actor, input.changeId)),
});
