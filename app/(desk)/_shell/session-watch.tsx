"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { refusalOf } from "@/app/_ui/field-errors";
import { goToSignIn } from "./to-sign-in";

/** A session that ended while the desk is open: a query that is refused for it leads to sign-in and back. */
export function SessionWatch() {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ query, type }) => {
        if (type !== "updated" || query.state.status !== "error") return;
        if (refusalOf(query.state.error)?.code === "UNAUTHORIZED") goToSignIn();
      }),
    [queryClient],
  );
  return null;
}
