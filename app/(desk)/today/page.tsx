import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { Today } from "./today";

export const metadata: Metadata = { title: "Today" };

export default async function TodayPage() {
  await load(trpc.delivery.running.queryOptions());
  return (
    <HydrateClient>
      <Today />
    </HydrateClient>
  );
}
