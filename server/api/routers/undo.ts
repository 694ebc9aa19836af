import { namesOf } from "../../repositories/change-views";
import { undoChangeSet } from "../../workflows/undo-change-set";
import { previewUndo } from "../../workflows/undo-preview";
import { mutationFor, procedureFor, router } from "../trpc";
import { toUndoView } from "../views/undo-view";
import { undoPreviewInput, undoStageInput } from "./undo.schema";

export const undoRouter = router({
  /** What comes back, what the seller decides on, and what is gone. */
  preview: procedureFor("desk:read")
    .input(undoPreviewInput)
    .query(async ({ ctx, input }) => {
      const { organisationId } = ctx.actor;
      const preview = await previewUndo(ctx.ports.db, ctx.ports, organisationId, input.changeSetId);
      const agents = preview.set.changes.map((change) => change.salesAgentId);
      return toUndoView(preview, await namesOf(ctx.ports.db, organisationId, agents));
    }),

  /** Taking back a pause is open to whoever may pause; the workflow asks for more where more is edited. */
  stage: mutationFor("media_buy:pause")
    .input(undoStageInput)
    .mutation(({ ctx, input }) => undoChangeSet(ctx.ports, ctx.actor, input)),
});
