import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { PlanForm } from "./plan-form";

export default async function PlanPage({ params }: { readonly params: Promise<{ readonly campaignId: string }> }) {
  const { campaignId } = await params;
  await Promise.all([
    load(trpc.campaigns.get.queryOptions({ campaignId })),
    load(trpc.campaigns.brands.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <PlanForm campaignId={campaignId} />
    </HydrateClient>
  );
}
