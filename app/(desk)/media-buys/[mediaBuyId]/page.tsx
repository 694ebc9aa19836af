import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { MediaBuyDetail } from "./media-buy-detail";

export const metadata: Metadata = { title: "Media buy" };

export default async function MediaBuyPage({ params }: PageProps<"/media-buys/[mediaBuyId]">) {
  const { mediaBuyId } = await params;
  await load(trpc.mediaBuys.get.queryOptions({ mediaBuyId }));
  return (
    <HydrateClient>
      <MediaBuyDetail mediaBuyId={mediaBuyId} />
    </HydrateClient>
  );
}
