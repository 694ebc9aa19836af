"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { RecordTag } from "../../../agents/record-tag";
import styles from "./review.module.css";

/** Warns where a seller's record says that what is sent may not be what happens; silent about the reliable ones. */
export function SellerRecord({ salesAgentId, name }: { readonly salesAgentId: string; readonly name: string }) {
  const trpc = useTRPC();
  const scores = useQuery(trpc.agentRecord.scores.queryOptions());
  const score = scores.data?.find((one) => one.salesAgentId === salesAgentId);
  if (!score || score.grade === "reliable" || score.grade === "unknown") return null;
  return (
    <p className={styles.line} role="note">
      <RecordTag score={score} />
      <span>{score.deductions.map((one) => one.says).join(". ")}.</span>
      <Link href={`/agents/${salesAgentId}`}>The record of {name}</Link>
    </p>
  );
}
