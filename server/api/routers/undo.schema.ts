import { z } from "zod";

export const undoPreviewInput = z.strictObject({ changeSetId: z.uuid() });

/** `signature`: of the preview as shown; the server refuses when it would do something else by now. */
export const undoStageInput = z.strictObject({
  changeSetId: z.uuid(),
  signature: z.string().length(64),
  reason: z.string().trim().max(1000, "At most 1,000 characters").default(""),
});
