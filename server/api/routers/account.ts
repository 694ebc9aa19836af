import type { Permission } from "../../domain/permissions";
import { listApiKeys } from "../../repositories/api-keys";
import { listSessions } from "../../repositories/members";
import { createApiKey, endApiKey } from "../../workflows/api-keys";
import { mutationFor, procedureFor, router } from "../trpc";
import { apiKeyIdInput, createApiKeyInput } from "./account.schema";

/** A person's own account: nothing here reaches anybody else's. */
export const accountRouter = router({
  /** They are ended at /api/auth/end-sessions, with the password. */
  sessions: procedureFor("account:own").query(async ({ ctx }) => {
    const sessions = await listSessions(ctx.ports.db, ctx.actor.userId, ctx.ports.clock());
    return sessions.map((session) => ({ ...session, isThis: session.id === ctx.access?.sessionId }));
  }),
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
