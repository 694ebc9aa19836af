import { finalizeProposal } from "../../workflows/finalize-proposal";
import { sendProposalAnew } from "../../workflows/send-proposal-anew";
import { signProposal } from "../../workflows/sign-proposal";
import { takeProposal, untieProposal } from "../../workflows/take-proposal";
import { mutationFor, router } from "../trpc";
import { proposalIdInput, sendAnewInput, signProposalInput, takeProposalInput } from "./proposals.schema";

export const proposalsRouter = router({
  take: mutationFor("campaign:write")
    .input(takeProposalInput)
    .mutation(({ ctx, input }) => takeProposal(ctx.ports, ctx.actor, input)),
  untie: mutationFor("campaign:write")
    .input(proposalIdInput)
    .mutation(({ ctx, input }) => untieProposal(ctx.ports, ctx.actor, input.proposalId)),
  finalize: mutationFor("campaign:write")
    .input(proposalIdInput)
    .mutation(({ ctx, input }) => finalizeProposal(ctx.ports, ctx.actor, input.proposalId)),
  /** After a refusal for the proposal's standing, once its terms are firm and signed. */
  sendAnew: mutationFor("campaign:submit")
    .input(sendAnewInput)
    .mutation(({ ctx, input }) => sendProposalAnew(ctx.ports, ctx.actor, input)),
  /** Who may approve spend may sign for it; whoever signed cannot send the campaign as well. */
  sign: mutationFor("change:approve")
    .input(signProposalInput)
    .mutation(({ ctx, input }) => signProposal(ctx.ports, ctx.actor, input)),
});
