import { readOutbox } from "../../auth/mailbox";
import { listMembers, readSecurityRules } from "../../repositories/members";
import { changeMember } from "../../workflows/change-member";
import { inviteMember, sendPasswordLink } from "../../workflows/invite-member";
import { requireTwoFactor } from "../../workflows/require-two-factor";
import { resetSecondFactor } from "../../workflows/reset-second-factor";
import { mutationFor, procedureFor, router } from "../trpc";
import { changeMemberInput, inviteMemberInput, memberIdInput, requireTwoFactorInput } from "./members.schema";

export const membersRouter = router({
  /** Everybody, and what the organisation asks of them. */
  list: procedureFor("member:read").query(async ({ ctx }) => {
    const { db } = ctx.ports;
    const { organisationId, userId } = ctx.actor;
    const rules = await readSecurityRules(db, organisationId);
    return { members: await listMembers(db, organisationId), ...rules, viewerId: userId };
  }),
  /** Letters as they were written, where no mail server carries them. */
  outbox: procedureFor("member:write").query(({ ctx }) =>
    readOutbox(ctx.ports, ctx.actor.organisationId, ctx.ports.deliversMail === true),
  ),
  invite: mutationFor("member:write")
    .input(inviteMemberInput)
    .mutation(({ ctx, input }) => inviteMember(ctx.ports, ctx.actor, input)),
  sendPasswordLink: mutationFor("member:write")
    .input(memberIdInput)
    .mutation(({ ctx, input }) => sendPasswordLink(ctx.ports, ctx.actor, input.userId)),
  /** For somebody who lost it. */
  resetSecondFactor: mutationFor("member:write")
    .input(memberIdInput)
    .mutation(({ ctx, input }) => resetSecondFactor(ctx.ports, ctx.actor, input.userId)),
  change: mutationFor("member:write")
    .input(changeMemberInput)
    .mutation(({ ctx, input }) => changeMember(ctx.ports, ctx.actor, input)),
  requireTwoFactor: mutationFor("member:write")
    .input(requireTwoFactorInput)
    .mutation(({ ctx, input }) => requireTwoFactor(ctx.ports, ctx.actor, input.required)),
});
