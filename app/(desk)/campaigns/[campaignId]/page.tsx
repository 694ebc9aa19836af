import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CampaignCap } from "../../_exposure/campaign-cap";
import { PlanForm } from "./plan-form";

export default async function PlanPage({ params }: { readonly params: Promise<{ readonly campaignId: string }> }) {
  const { campaignId } = await params;
  await Promise.all([
    load(trpc.campaigns.get.queryOptions({ campaignId })),
    load(trpc.campaigns.brands.queryOptions()),
    load(trpc.exposure.forCampaign.queryOptions({ campaignId })),
  ]);
  return (
    <HydrateClient>
      <PlanForm campaignId={campaignId} />
      <CampaignCap campaignId={campaignId} />
    </HydrateClient>
  );
}
