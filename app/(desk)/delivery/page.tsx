import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { DeliveryOverview } from "./delivery-overview";

export const metadata: Metadata = { title: "Delivery" };

export default async function DeliveryPage() {
  await load(trpc.delivery.running.queryOptions());
  return (
    <HydrateClient>
      <DeliveryOverview />
    </HydrateClient>
  );
}
