import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { AgentList } from "./agent-list";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage() {
  await load(trpc.salesAgents.list.queryOptions());
  return (
    <HydrateClient>
      <AgentList />
    </HydrateClient>
  );
}
