"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_trpc/client";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { useCan } from "@/app/_ui/viewer";

/** Starts a campaign from anywhere and opens its draft; null for those who may not. Pressed twice, it starts one. */
export function useStartCampaign(): (() => void) | null {
  const router = useRouter();
  const mayWrite = useCan("campaign:write");
  const create = useMutation(
    useTRPC().campaigns.create.mutationOptions({
      onSuccess: ({ campaignId }) => router.push(`/campaigns/${campaignId}`),
      onError: (error) => notify({ title: "No campaign was started", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  if (!mayWrite) return null;
  return () => {
    if (!create.isPending) create.mutate({});
  };
}
