"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Dialog } from "@/app/_ui/dialog";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { emptyDraft, inputOf } from "./creative-draft";
import { CreativeForm } from "./creative-form";
import { useDraft } from "./use-draft";

type AddCreativeDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded?: ((id: string) => void) | undefined;
};

export function AddCreativeDialog({ open, onClose, onAdded }: AddCreativeDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Add a creative" width="520px">
      <AddCreative onClose={onClose} onAdded={onAdded} />
    </Dialog>
  );
}

/** What is typed stays through a reload, a failure and a closed dialog, until it is added. */
function AddCreative({ onClose, onAdded }: Omit<AddCreativeDialogProps, "open">) {
  const trpc = useTRPC();
  const [draft, setDraft, clearDraft] = useDraft("flightdeck.new-creative", emptyDraft);
  const add = useMutation(trpc.creatives.add.mutationOptions());
  const submit = () => {
    const { source, ...input } = inputOf(draft);
    if (!source) return;
    add.mutate(
      { ...input, source },
      {
        onSuccess: ({ id }) => {
          clearDraft();
          notify({ title: `${input.name} is in the library` });
          onAdded?.(id);
          onClose();
        },
      },
    );
  };
  return (
    <CreativeForm
      draft={draft}
      set={setDraft}
      isNew
      refusal={refusalOf(add.error)}
      busy={add.isPending}
      onSubmit={submit}
      onCancel={onClose}
    />
  );
}
