"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";

/** Asks sellers to change what they answered; their notes appear with the answers. */
export function useRefine() {
  return useMutation(
    useTRPC().products.refine.mutationOptions({
      onError: (error) => notify({ title: "Nobody was asked", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
}
