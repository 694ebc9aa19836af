"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import type { ChangeSetView } from "@/server/api/views/change-view";

type RejectDialogProps = {
  readonly set: ChangeSetView;
  readonly lineIds: readonly string[];
  readonly open: boolean;
  readonly onClose: () => void;
};

/** Asks for the reason; sends back the chosen lines and says what becomes of the others. */
export function RejectDialog({ set, lineIds, open, onClose }: RejectDialogProps) {
  const queryClient = useQueryClient();
  const reject = useMutation(
    useTRPC().changeSets.reject.mutationOptions({
      onSuccess: onClose,
      onSettled: () => queryClient.invalidateQueries(),
    }),
  );
  const some = lineIds.length < set.lines.length;
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={some ? `Reject ${lineIds.length} of ${set.lines.length} lines?` : "Reject this change?"}
      action={{ label: "Reject", busyLabel: "Rejecting…", look: "stop" }}
      busy={reject.isPending}
      reason={{ label: "Reason, for the one who asked" }}
      onConfirm={(reason) => reject.mutate({ changeSetId: set.id, reason, lineIds: [...lineIds] })}
    >
      <p>
        Nothing {some ? "of these lines " : ""}is sent to a seller. {set.author.name} sees your reason
        {some ? "; the other lines stay as they are." : " and can change the plan."}
      </p>
      {reject.error && <Failure title="It was not rejected" message={refusalOf(reject.error)?.message} />}
    </ConfirmDialog>
  );
}
