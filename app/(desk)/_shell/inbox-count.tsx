"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import styles from "./rail.module.css";

/** How much waits on a person. */
export function InboxCount() {
  const { data: waiting } = useQuery(useTRPC().inbox.count.queryOptions(undefined, { refetchInterval: 10_000 }));
  if (!waiting) return null;
  return (
    <span className={`${styles.count} ${styles.hot}`}>
      {waiting}
      <span className="visually-hidden"> waiting</span>
    </span>
  );
}
