import { jobKinds } from "../../queue/jobs";
import { changeSetOf } from "../../repositories/change-sets";
import { namesOf } from "../../repositories/change-views";
import { countInbox, listInbox, nextSteps } from "../../repositories/inbox";
import { latestCall } from "../../repositories/seller-calls";
import { unknownChoices } from "../../seller-calls/resolve-unknown";
import { answerInput as answer, withdrawRequest } from "../../workflows/answer-input";
import { compareChange, mergeChange } from "../../workflows/merge-change";
import { acceptSellerValue, leaveAsIs, recordAsked, sendMissedAgain } from "../../workflows/resolve-missed";
import { adoptMediaBuy, resolveOutcome } from "../../workflows/resolve-outcome";
import { mutationFor, procedureFor, router } from "../trpc";
import { idsInInbox, toInboxEntry } from "../views/inbox-view";
import { toComparisonView, toOutcomeView } from "../views/resolve-view";
import {
  adoptInput,
  answerInput,
  inboxChangeInput,
  listInboxInput,
  mergeInput,
  resolveInput,
  settleOutcomeInput,
  withdrawInput,
} from "./inbox.schema";

const ways = { again: sendMissedAgain, accept: acceptSellerValue, asked: recordAsked, leave: leaveAsIs };

export const inboxRouter = router({
  /** What waits on a person, newest first; keyset pages. */
  list: procedureFor("desk:read")
    .input(listInboxInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const { organisationId } = ctx.actor;
      const { tab, cursor, limit } = input;
      const found = await listInbox(db, organisationId, { tab, before: cursor ?? null, limit });
      const rows = found.slice(0, limit);
      const names = await namesOf(db, organisationId, idsInInbox(rows));
      return {
        rows: rows.flatMap((row) => toInboxEntry(row, names, ctx.actor) ?? []),
        nextCursor: found.length > limit ? (rows.at(-1)?.id ?? null) : null,
      };
    }),

  count: procedureFor("desk:read").query(({ ctx }) => countInbox(ctx.ports.db, ctx.actor.organisationId, "open")),

  /** An open outcome: what is done next and when, and what a person may do about it. */
  outcome: procedureFor("desk:read")
    .input(inboxChangeInput)
    .query(async ({ ctx, input: { changeId } }) => {
      const { db } = ctx.ports;
      await changeSetOf(db, ctx.actor.organisationId, changeId);
      const call = await latestCall(db, ctx.actor.organisationId, changeId);
      const steps = await nextSteps(db, jobKinds, [changeId, ...(call ? [call.id] : [])]);
      return toOutcomeView(await unknownChoices(db, ctx.ports, changeId), steps);
    }),

  /** was / mine / theirs of a change that met another one. */
  compare: procedureFor("desk:read")
    .input(inboxChangeInput)
    .query(async ({ ctx, input }) => toComparisonView(await compareChange(ctx.ports.db, ctx.actor, input.changeId))),

  /** Asking again and accepting other values need the right to edit, too; the workflows ask for it. */
  resolve: mutationFor("campaign:submit")
    .input(resolveInput)
    .mutation(({ ctx, input: { how, ...deciding } }) => ways[how](ctx.ports, ctx.actor, deciding)),

  merge: mutationFor("media_buy:edit")
    .input(mergeInput)
    .mutation(({ ctx, input }) => mergeChange(ctx.ports, ctx.actor, input)),

  answer: mutationFor("campaign:submit")
    .input(answerInput)
    .mutation(({ ctx, input }) => answer(ctx.ports, ctx.actor, input)),

  withdraw: mutationFor("campaign:submit")
    .input(withdrawInput)
    .mutation(({ ctx, input }) => withdrawRequest(ctx.ports, ctx.actor, input)),

  adopt: mutationFor("change:approve")
    .input(adoptInput)
    .mutation(({ ctx, input }) => adoptMediaBuy(ctx.ports, ctx.actor, input)),

  settleOutcome: mutationFor("change:retry")
    .input(settleOutcomeInput)
    .mutation(({ ctx, input }) => resolveOutcome(ctx.ports, ctx.actor, input)),
});
