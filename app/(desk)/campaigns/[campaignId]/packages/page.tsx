import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { PackageSheet } from "./package-sheet";

export default async function PackagesPage({ params }: { readonly params: Promise<{ readonly campaignId: string }> }) {
  const { campaignId } = await params;
  await load(trpc.packages.list.queryOptions({ campaignId }));
  return (
    <HydrateClient>
      <PackageSheet campaignId={campaignId} />
    </HydrateClient>
  );
}
