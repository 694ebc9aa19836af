import { CampaignMediaBuys } from "./campaign-media-buys";

export default async function CampaignMediaBuysPage(props: {
  readonly params: Promise<{ readonly campaignId: string }>;
}) {
  const { campaignId } = await props.params;
  return <CampaignMediaBuys campaignId={campaignId} />;
}
