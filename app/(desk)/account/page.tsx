import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { getViewer } from "@/server/auth/viewer";
import { AccountDesk } from "./account-desk";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const viewer = await getViewer();
  await Promise.all([load(trpc.account.sessions.queryOptions()), load(trpc.account.apiKeys.queryOptions())]);
  return (
    <HydrateClient>
      <AccountDesk hasSecondFactor={viewer?.hasSecondFactor ?? false} />
    </HydrateClient>
  );
}
