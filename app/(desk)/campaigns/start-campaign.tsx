"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { useCan } from "@/app/_ui/viewer";

/** Makes a draft at once and opens it; nothing is typed that could be lost before there is a row to keep it. */
export function StartCampaign() {
  const router = useRouter();
  const create = useMutation(
    useTRPC().campaigns.create.mutationOptions({
      onSuccess: ({ campaignId }) => router.push(`/campaigns/${campaignId}`),
      onError: (error) => notify({ title: "No campaign was started", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  const mayWrite = useCan("campaign:write");
  if (!mayWrite) return null;
  return (
    <BusyButton
      look="primary"
      busy={create.isPending || create.isSuccess}
      busyLabel="Starting…"
      onClick={() => create.mutate({})}
    >
      New campaign
    </BusyButton>
  );
}
