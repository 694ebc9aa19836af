"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Dialog } from "@/app/_ui/dialog";
import { refusalOf } from "@/app/_ui/field-errors";
import type { CreativeRow } from "@/server/api/views/creative-view";
import { draftOf, inputOf } from "./creative-draft";
import { CreativeForm } from "./creative-form";
import { useDraft } from "./use-draft";

type EditCreativeDialogProps = {
  readonly creative: CreativeRow;
  readonly open: boolean;
  readonly onClose: () => void;
};

export function EditCreativeDialog({ creative, open, onClose }: EditCreativeDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Change the creative" width="520px">
      <EditCreative creative={creative} onClose={onClose} />
    </Dialog>
  );
}

function EditCreative({ creative, onClose }: Omit<EditCreativeDialogProps, "open">) {
  const trpc = useTRPC();
  const { id, revision } = creative;
  const [draft, setDraft, clearDraft] = useDraft(`flightdeck.creative.${id}.${revision}`, draftOf(creative));
  const update = useMutation(trpc.creatives.update.mutationOptions());
  const submit = () =>
    update.mutate(
      { ...inputOf(draft), id, revision },
      {
        onSuccess: () => {
          clearDraft();
          onClose();
        },
      },
    );
  return (
    <CreativeForm
      draft={draft}
      set={setDraft}
      isNew={false}
      refusal={refusalOf(update.error)}
      busy={update.isPending}
      onSubmit={submit}
      onCancel={onClose}
    />
  );
}
