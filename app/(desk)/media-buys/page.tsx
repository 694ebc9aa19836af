import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { MediaBuyList } from "./media-buy-list";
import { pageSize } from "./page-size";

export const metadata: Metadata = { title: "Media buys" };

/** What the list asks for first, word for word: it is then in the page already. */
const first = {
  status: [],
  salesAgentId: null,
  text: "",
  sort: "updatedAt" as const,
  descending: true,
  limit: pageSize,
  cursor: null,
};

export default async function MediaBuysPage() {
  await Promise.all([load(trpc.salesAgents.list.queryOptions()), load(trpc.mediaBuys.list.queryOptions(first))]);
  return (
    <HydrateClient>
      <MediaBuyList />
    </HydrateClient>
  );
}
