"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";

/** Asks every seller where its reviews stand, now. The worker asks by itself too; this is for the impatient. */
export function AskSellers() {
  const trpc = useTRPC();
  const refresh = useMutation(
    trpc.creatives.refresh.mutationOptions({
      onSuccess: ({ moved, failed }) => {
        const news = moved === 0 ? "Nothing has changed" : `${moved} changed`;
        const silent = failed.map(({ salesAgent, message }) => `${salesAgent} did not answer: ${message}`);
        notify({ title: news, text: silent.join(" "), tone: failed.length > 0 ? "stop" : "done" });
      },
      onError: (error) =>
        notify({ title: "The sellers were not asked", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  return (
    <BusyButton busy={refresh.isPending} busyLabel="Asking sellers…" onClick={() => refresh.mutate()}>
      Refresh reviews
    </BusyButton>
  );
}
