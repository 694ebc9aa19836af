import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { Today } from "./today";

export const metadata: Metadata = { title: "Today" };

export default async function TodayPage() {
  await Promise.all([load(trpc.delivery.running.queryOptions()), load(trpc.changeSets.waitingCount.queryOptions())]);
  return (
    <HydrateClient>
      <Today />
    </HydrateClient>
  );
}
