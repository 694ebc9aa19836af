import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { AgentDetail } from "./agent-detail";

export const metadata: Metadata = { title: "Agent" };

export default async function AgentPage({ params }: PageProps<"/agents/[salesAgentId]">) {
  const { salesAgentId } = await params;
  await Promise.all([
    load(trpc.salesAgents.get.queryOptions({ salesAgentId })),
    load(trpc.webhooks.forAgent.queryOptions({ salesAgentId })),
    load(trpc.capabilities.forAgent.queryOptions({ salesAgentId })),
    load(trpc.agentRecord.forAgent.queryOptions({ salesAgentId })),
  ]);
  return (
    <HydrateClient>
      <AgentDetail salesAgentId={salesAgentId} />
    </HydrateClient>
  );
}
