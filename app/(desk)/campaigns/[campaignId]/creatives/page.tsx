import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CreativeMatrix } from "./creative-matrix";

export default async function CampaignCreativesPage({
  params,
}: {
  readonly params: Promise<{ readonly campaignId: string }>;
}) {
  const { campaignId } = await params;
  await load(trpc.creatives.matrix.queryOptions({ campaignId }));
  return (
    <HydrateClient>
      <CreativeMatrix campaignId={campaignId} />
    </HydrateClient>
  );
}
