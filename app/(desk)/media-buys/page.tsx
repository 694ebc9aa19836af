import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { MediaBuyList } from "./media-buy-list";

export const metadata: Metadata = { title: "Media buys" };

export default async function MediaBuysPage() {
  await load(trpc.salesAgents.list.queryOptions());
  return (
    <HydrateClient>
      <MediaBuyList />
    </HydrateClient>
  );
}
