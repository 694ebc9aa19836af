"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import type { CreativeView } from "@/server/api/views/creative-view";
import styles from "./creatives.module.css";
import { EditCreativeDialog } from "./edit-creative-dialog";
import { SendDialog } from "./send-dialog";

/** Send, change, archive. */
export function CreativeActions({
  creative,
  onClose,
}: {
  readonly creative: CreativeView;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const [dialog, setDialog] = useState<"send" | "edit" | null>(null);
  const archived = creative.archivedAt !== null;
  const archive = useMutation(
    trpc.creatives.archive.mutationOptions({
      onSuccess: () => {
        notify({ title: archived ? `${creative.name} is back in the library` : `${creative.name} is archived` });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(archive.error);
  const close = () => setDialog(null);
  return (
    <>
      <div className={styles.actions}>
        {!archived && (
          <Button variant="filled" onClick={() => setDialog("send")}>
            Send to sellers
          </Button>
        )}
        {!archived && <Button onClick={() => setDialog("edit")}>Change</Button>}
        <BusyButton
          busy={archive.isPending}
          busyLabel={archived ? "Restoring…" : "Archiving…"}
          onClick={() => archive.mutate({ id: creative.id, revision: creative.revision, archived: !archived })}
        >
          {archived ? "Restore" : "Archive"}
        </BusyButton>
      </div>
      {refusal && <Failure title="It stays as it is" message={refusal.message} requestId={refusal.requestId} />}
      <SendDialog
        open={dialog === "send"}
        onClose={close}
        creativeIds={[creative.id]}
        salesAgents={creative.fits.map(({ salesAgent }) => salesAgent)}
      />
      <EditCreativeDialog creative={creative} open={dialog === "edit"} onClose={close} />
    </>
  );
}
