import { listAuditActors, listAuditRows, verifyAuditChain } from "../../repositories/audit-reads";
import { procedureFor, router } from "../trpc";
import { listActivityInput } from "./activity.schema";

export const activityRouter = router({
  list: procedureFor("audit:read")
    .input(listActivityInput)
    .query(async ({ ctx, input }) => {
      const { text, limit, cursor } = input;
      const filter = {
        text,
        actorId: input.actorId ?? null,
        subjectType: input.subjectType ?? null,
        mediaBuyId: input.mediaBuyId ?? null,
        campaignId: input.campaignId ?? null,
      };
      const rows = await listAuditRows(ctx.ports.db, ctx.actor.organisationId, filter, {
        beforeSeq: cursor ?? null,
        limit,
      });
      const last = rows.at(-1);
      return { rows, nextCursor: rows.length === limit && last && last.seq > 1 ? last.seq : null };
    }),
  actors: procedureFor("audit:read").query(({ ctx }) => listAuditActors(ctx.ports.db, ctx.actor.organisationId)),
  /** Recomputes the whole chain; asked for by a person, so it is a query without a cache. */
  verify: procedureFor("audit:read").query(({ ctx }) => verifyAuditChain(ctx.ports.db, ctx.actor.organisationId)),
});
