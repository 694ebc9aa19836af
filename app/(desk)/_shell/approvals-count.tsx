"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { useCan } from "@/app/_ui/viewer";
import styles from "./rail.module.css";

/** How many change sets wait for a signature; stands out for those who may sign. */
export function ApprovalsCount() {
  const trpc = useTRPC();
  const maySign = useCan("change:approve");
  const { data } = useQuery(trpc.changeSets.list.queryOptions({ state: "waiting" }, { refetchInterval: 30_000 }));
  if (!data || data.rows.length === 0) return null;
  return (
    <span className={`${styles.count} ${maySign ? styles.hot : ""}`}>
      {data.rows.length}
      {data.nextCursor ? "+" : ""}
      <span className="visually-hidden"> waiting</span>
    </span>
  );
}
