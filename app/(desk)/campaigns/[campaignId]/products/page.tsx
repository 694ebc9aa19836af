import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CampaignAccounts } from "../campaign-accounts";
import { ProductDesk } from "./product-desk";

export default async function ProductsPage({ params }: { readonly params: Promise<{ readonly campaignId: string }> }) {
  const { campaignId } = await params;
  await Promise.all([
    load(trpc.campaigns.get.queryOptions({ campaignId })),
    load(trpc.accounts.forCampaign.queryOptions({ campaignId })),
    load(trpc.products.forCampaign.queryOptions({ campaignId })),
  ]);
  return (
    <HydrateClient>
      <CampaignAccounts campaignId={campaignId} />
      <ProductDesk campaignId={campaignId} />
    </HydrateClient>
  );
}
