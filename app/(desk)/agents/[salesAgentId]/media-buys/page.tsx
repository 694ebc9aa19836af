import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { AccountMediaBuys } from "./account-media-buys";

export const metadata: Metadata = { title: "Media buys of an account" };

export default async function AccountMediaBuysPage({
  params,
  searchParams,
}: PageProps<"/agents/[salesAgentId]/media-buys">) {
  const { salesAgentId } = await params;
  const { account: asked } = await searchParams;
  const { accounts } = await load(trpc.salesAgents.get.queryOptions({ salesAgentId }));
  const account =
    accounts.find((one) => one.id === asked) ?? accounts.find((one) => one.isDefault) ?? accounts[0] ?? null;
  if (account) await load(trpc.adopt.account.queryOptions({ accountId: account.id }));
  return (
    <HydrateClient>
      <AccountMediaBuys salesAgentId={salesAgentId} accountId={account?.id ?? null} />
    </HydrateClient>
  );
}
