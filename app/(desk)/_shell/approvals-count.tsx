"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { useCan } from "@/app/_ui/viewer";
import styles from "./rail.module.css";

/** How many change sets of others wait for a signature, as Today counts them; stands out for those who may sign. */
export function ApprovalsCount() {
  const trpc = useTRPC();
  const maySign = useCan("change:approve");
  const { data: waiting } = useQuery(trpc.changeSets.waitingCount.queryOptions(undefined, { refetchInterval: 30_000 }));
  if (!waiting) return null;
  return (
    <span className={`${styles.count} ${maySign ? styles.hot : ""}`}>
      {waiting}
      <span className="visually-hidden"> waiting</span>
    </span>
  );
}
