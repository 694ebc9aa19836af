import { CampaignEdits } from "./campaign-edits";
import { CampaignMediaBuys } from "./campaign-media-buys";

export default async function CampaignMediaBuysPage(props: {
  readonly params: Promise<{ readonly campaignId: string }>;
}) {
  const { campaignId } = await props.params;
  return (
    <div style={{ display: "grid", gap: 16 }}>
      <CampaignMediaBuys campaignId={campaignId} />
      <CampaignEdits campaignId={campaignId} />
    </div>
  );
}
