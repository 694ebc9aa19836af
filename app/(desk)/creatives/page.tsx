import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CreativeLibrary } from "./creative-library";

export const metadata: Metadata = { title: "Creatives" };

type CreativesPageProps = { readonly searchParams: Promise<{ readonly creative?: string | string[] }> };

export default async function CreativesPage({ searchParams }: CreativesPageProps) {
  const { creative } = await searchParams;
  if (typeof creative === "string") await load(trpc.creatives.get.queryOptions({ id: creative }));
  return (
    <HydrateClient>
      <CreativeLibrary />
    </HydrateClient>
  );
}
