import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { ActivityLog } from "./activity-log";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage() {
  await load(trpc.activity.actors.queryOptions());
  return (
    <HydrateClient>
      <ActivityLog />
    </HydrateClient>
  );
}
