import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CampaignReview } from "./campaign-review";

export default async function ReviewPage({ params }: { readonly params: Promise<{ readonly campaignId: string }> }) {
  const { campaignId } = await params;
  const review = await load(trpc.changeSets.review.queryOptions({ campaignId }));
  const { changeSet, campaign } = review;
  if (changeSet && campaign.state !== "draft") {
    await load(trpc.changeSets.get.queryOptions({ changeSetId: changeSet.id }));
  }
  return (
    <HydrateClient>
      <CampaignReview campaignId={campaignId} />
    </HydrateClient>
  );
}
