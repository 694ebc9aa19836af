import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { ChangeSetDetail } from "./change-set-detail";

export const metadata: Metadata = { title: "Approval" };

export default async function ChangeSetPage({ params }: PageProps<"/approvals/[changeSetId]">) {
  const { changeSetId } = await params;
  await Promise.all([
    load(trpc.changeSets.get.queryOptions({ changeSetId })),
    load(trpc.exposure.forChangeSet.queryOptions({ changeSetId })),
  ]);
  return (
    <HydrateClient>
      <ChangeSetDetail changeSetId={changeSetId} />
    </HydrateClient>
  );
}
