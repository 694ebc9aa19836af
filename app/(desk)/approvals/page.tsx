import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { ApprovalQueue } from "./approval-queue";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  await load(trpc.changeSets.list.queryOptions({ state: "waiting" }));
  return (
    <HydrateClient>
      <ApprovalQueue />
    </HydrateClient>
  );
}
