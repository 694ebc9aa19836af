"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { useCan } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";

/** Puts the campaign away or back; there is nothing to confirm because it can be undone by the same button. */
export function ArchiveCampaign({ campaign }: { readonly campaign: RouterOutput["campaigns"]["get"] }) {
  const archive = useMutation(
    useTRPC().campaigns.archive.mutationOptions({
      onError: (error) => notify({ title: "Nothing changed", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  const mayWrite = useCan("campaign:write");
  if (!mayWrite) return null;
  const { id: campaignId, revision, archived } = campaign;
  return (
    <BusyButton
      busy={archive.isPending}
      busyLabel={archived ? "Restoring…" : "Archiving…"}
      onClick={() => archive.mutate({ campaignId, revision, archived: !archived })}
    >
      {archived ? "Restore" : "Archive"}
    </BusyButton>
  );
}
