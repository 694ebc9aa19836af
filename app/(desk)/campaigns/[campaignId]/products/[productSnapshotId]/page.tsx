import { notFound } from "next/navigation";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { ProductPage } from "./product-page";

type Params = { readonly campaignId: string; readonly productSnapshotId: string };

export default async function Page({ params }: { readonly params: Promise<Params> }) {
  const { campaignId, productSnapshotId } = await params;
  const product = await load(trpc.products.get.queryOptions({ productSnapshotId }));
  if (!product) notFound();
  return (
    <HydrateClient>
      <ProductPage campaignId={campaignId} productSnapshotId={productSnapshotId} />
    </HydrateClient>
  );
}
