"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import styles from "./today.module.css";

/** Questions of sellers and writes that did not land as asked, before everything that runs. */
export function InboxStrip() {
  const trpc = useTRPC();
  const { data: waiting } = useQuery(trpc.inbox.count.queryOptions(undefined, { refetchInterval: 10_000 }));
  const newest = useQuery(trpc.inbox.list.queryOptions({ limit: 1 }, { enabled: Boolean(waiting) }));
  const [entry] = newest.data?.rows ?? [];
  if (!waiting) return null;
  return (
    <div className={styles.inbox}>
      <Notice
        tone="wait"
        word="Inbox"
        glyph="hand"
        title={waiting === 1 ? "One thing waits on a person" : `${waiting} things wait on a person`}
        actions={
          <Button component={Link} href="/inbox">
            Open the inbox
          </Button>
        }
      >
        {entry && `${entry.change.mediaBuy?.name ?? entry.change.salesAgent.name}: ${entry.sentence}.`}
      </Notice>
    </div>
  );
}
