import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { SpendSettings } from "./spend-settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  await Promise.all([
    load(trpc.exposure.organisation.queryOptions()),
    load(trpc.signingKeys.list.queryOptions()),
    load(trpc.transcript.days.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <SpendSettings />
    </HydrateClient>
  );
}
