import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { Inbox } from "./inbox";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage() {
  await load(trpc.inbox.count.queryOptions());
  return (
    <HydrateClient>
      <Inbox />
    </HydrateClient>
  );
}
