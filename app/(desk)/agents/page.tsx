import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { AgentList } from "./agent-list";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage() {
  await Promise.all([load(trpc.salesAgents.list.queryOptions()), load(trpc.agentRecord.scores.queryOptions())]);
  return (
    <HydrateClient>
      <AgentList />
    </HydrateClient>
  );
}
