import { namesOf } from "../../repositories/change-views";
import { countInbox, listInbox } from "../../repositories/inbox";
import { procedureFor, router } from "../trpc";
import { idsInInbox, toInboxEntry } from "../views/inbox-view";
import { listInboxInput } from "./inbox.schema";

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
});
