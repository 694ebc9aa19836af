import { notFound } from "../../domain/errors";
import type { Permission } from "../../domain/permissions";
import { listApiKeys } from "../../repositories/api-keys";
import { endSessions, listSessions } from "../../repositories/members";
import { createApiKey, endApiKey } from "../../workflows/api-keys";
import { mutationFor, procedureFor, router } from "../trpc";
import { apiKeyIdInput, createApiKeyInput, sessionIdInput } from "./account.schema";

/** A person's own account: nothing here reaches anybody else's. */
export const accountRouter = router({
  sessions: procedureFor("account:own").query(async ({ ctx }) => {
    const sessions = await listSessions(ctx.ports.db, ctx.actor.userId, ctx.ports.clock());
    return sessions.map((session) => ({ ...session, isThis: session.id === ctx.access?.sessionId }));
  }),
  endSession: mutationFor("account:own")
    .input(sessionIdInput)
    .mutation(({ ctx, input }) =>
      ctx.ports.inTransaction(async (tx) => {
        const ended = await endSessions(tx, ctx.actor.userId, { id: input.sessionId });
        if (ended === 0) throw notFound("The session");
        return { ended };
      }),
    ),
  /** All but the one this comes from. */
  endOtherSessions: mutationFor("account:own").mutation(({ ctx }) =>
    ctx.ports.inTransaction(async (tx) => ({
      ended: await endSessions(tx, ctx.actor.userId, { keep: ctx.access?.sessionId ?? null }),
    })),
  ),
  apiKeys: procedureFor("account:own").query(({ ctx }) =>
    listApiKeys(ctx.ports.db, ctx.actor.organisationId, ctx.actor.userId),
  ),
  /** Answers with the key, once. */
  createApiKey: mutationFor("account:own")
    .input(createApiKeyInput)
    .mutation(({ ctx, input }) =>
      createApiKey(ctx.ports, ctx.actor, { ...input, scopes: input.scopes as readonly Permission[] }),
    ),
  revokeApiKey: mutationFor("account:own")
    .input(apiKeyIdInput)
    .mutation(({ ctx, input }) => endApiKey(ctx.ports, ctx.actor, input.apiKeyId)),
});
