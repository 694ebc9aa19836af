import type { Metadata } from "next";
import type { ReactNode } from "react";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { CampaignHead } from "./campaign-head";
import { CampaignTabs } from "./campaign-tabs";

type CampaignLayoutProps = {
  readonly children: ReactNode;
  readonly params: Promise<{ readonly campaignId: string }>;
};

export async function generateMetadata({ params }: CampaignLayoutProps): Promise<Metadata> {
  const { name } = await load(trpc.campaigns.get.queryOptions({ campaignId: (await params).campaignId }));
  return { title: name };
}

/** The campaign's name, state and tabs over each of its pages; those bring no h1 of their own. */
export default async function CampaignLayout({ children, params }: CampaignLayoutProps) {
  const { campaignId } = await params;
  await load(trpc.campaigns.get.queryOptions({ campaignId }));
  return (
    <HydrateClient>
      <CampaignHead campaignId={campaignId} />
      <CampaignTabs campaignId={campaignId} />
      {children}
    </HydrateClient>
  );
}
