"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { useCan } from "@/app/_ui/viewer";
import type { Matrix } from "./use-matrix";

/** Sellers whose formats we do not have: nothing can be said to fit there until they answer. */
export function UnknownFormats({ matrix }: { readonly matrix: Matrix }) {
  const trpc = useTRPC();
  const mayWrite = useCan("creative:write");
  const ask = useMutation(trpc.creatives.refreshFormats.mutationOptions());
  const silent = matrix.view.packages.filter(({ accepts }) => accepts === null);
  if (silent.length === 0) return null;
  const names = [...new Set(silent.map(({ salesAgent }) => salesAgent.name))].join(", ");
  const failures = ask.data?.failed.map(({ salesAgent, message }) => `${salesAgent}: ${message}`) ?? [];
  const refusal = refusalOf(ask.error);
  return (
    <Notice
      tone="wait"
      word="Waiting"
      glyph="question"
      title={`${names} has not described all formats of these packages`}
      actions={
        mayWrite && (
          <BusyButton busy={ask.isPending} busyLabel="Asking…" onClick={() => ask.mutate()}>
            Ask for formats
          </BusyButton>
        )
      }
    >
      Until then nothing can be said to fit there. {failures.join(" ")} {refusal?.message}
    </Notice>
  );
}
