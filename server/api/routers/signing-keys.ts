import { publishedSigningKeys } from "../../repositories/signing-keys";
import { rotateSigningKey } from "../../workflows/signing-keys";
import { mutationFor, procedureFor, router } from "../trpc";
import { toSigningKeysView } from "../views/signing-keys-view";
import { rotateSigningKeyInput } from "./signing-keys.schema";

export const signingKeysRouter = router({
  list: procedureFor("desk:read").query(async ({ ctx }) => {
    const { organisationId } = ctx.actor;
    const keys = await publishedSigningKeys(ctx.ports.db, organisationId, ctx.ports.clock());
    return toSigningKeysView(keys, { ...ctx.ports, organisationId });
  }),
  rotate: mutationFor("organisation:write")
    .input(rotateSigningKeyInput)
    .mutation(({ ctx, input }) => rotateSigningKey(ctx.ports, ctx.actor, input)),
});
