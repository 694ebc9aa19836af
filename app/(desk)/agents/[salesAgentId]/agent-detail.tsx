"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { Chip } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { ExchangeSection } from "../../_transcript/exchange-section";
import { HealthTag } from "../health-tag";
import { AgentAccounts } from "./agent-accounts";
import { AgentActions } from "./agent-actions";
import { AgentCapabilities } from "./agent-capabilities";
import { AgentRecord } from "./agent-record";
import { AgentWebhooks } from "./agent-webhooks";
import { CredentialFact } from "./credential-fact";
import { SigningNotice } from "./signing-notice";
import { TestConnection } from "./test-connection";

/** One sales agent: whether it answers, what it can, which accounts it offers. */
export function AgentDetail({ salesAgentId }: { readonly salesAgentId: string }) {
  const trpc = useTRPC();
  const { data: agent } = useSuspenseQuery(trpc.salesAgents.get.queryOptions({ salesAgentId }));
  const mayWrite = useCan("sales_agent:write");
  return (
    <>
      <PageHead
        title={agent.name}
        crumbs={[{ label: "Agents", href: "/agents" }]}
        note={
          <>
            <HealthTag agent={agent} /> {agent.sandbox && <Chip>Sandbox</Chip>}
          </>
        }
        actions={
          <>
            <Button component={Link} href={`/agents/${salesAgentId}/media-buys`}>
              Media buys of its accounts
            </Button>
            {mayWrite && <AgentActions agent={agent} />}
          </>
        }
      />
      <div style={{ display: "grid", gap: 16 }}>
        {agent.lastError && (
          <Failure
            title="The last contact failed"
            message={agent.lastError}
            suggestion={
              agent.lastSuccessAt ? (
                <>
                  It last answered <Age instant={agent.lastSuccessAt} />.
                </>
              ) : (
                "It has never answered. Check the address and the credential."
              )
            }
          />
        )}
        <SigningNotice agent={agent} />
        <Section title="Connection" actions={mayWrite ? <TestConnection salesAgentId={agent.id} /> : undefined}>
          <Facts items={connectionFacts(agent)} />
        </Section>
        <AgentCapabilities salesAgentId={agent.id} mayWrite={mayWrite} />
        <AgentAccounts agent={agent} mayWrite={mayWrite} />
        <AgentRecord salesAgentId={agent.id} />
        <AgentWebhooks salesAgentId={agent.id} mayWrite={mayWrite} />
        <ExchangeSection of={{ salesAgentId: agent.id }} what="this agent" more={`/transcript?agent=${agent.id}`} />
      </div>
    </>
  );
}

function connectionFacts(agent: SalesAgentView): (readonly [string, ReactNode])[] {
  return [
    ["Address", agent.domain === null ? agent.url : `${agent.url}, found at ${agent.domain}`],
    ["Protocol", agent.protocol.toUpperCase()],
    ["Credential", <CredentialFact key="credential" agent={agent} />],
    ["Last contact", agent.lastContactAt ? <Age key="contact" instant={agent.lastContactAt} /> : "never"],
    ["Answered in", agent.lastLatencyMs === null ? "–" : `${agent.lastLatencyMs} ms`],
  ];
}
