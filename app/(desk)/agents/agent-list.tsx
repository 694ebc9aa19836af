"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { Chip } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { AgentScoreView } from "@/server/api/views/agent-record-view";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { HealthTag } from "./health-tag";
import { RecordTag } from "./record-tag";

const AddAgentDialog = dynamic(() => import("./add-agent-dialog").then((module) => module.AddAgentDialog), {
  ssr: false,
});

type Listed = SalesAgentView & { readonly record?: AgentScoreView | undefined };

const columns: readonly Column<Listed>[] = [
  {
    key: "name",
    header: "Agent",
    isRowHeader: true,
    cell: (agent) => (
      <>
        <Link href={`/agents/${agent.id}`} className="b">
          {agent.name}
        </Link>{" "}
        {agent.sandbox && <Chip>Sandbox</Chip>}
        <div className="sm dim">{agent.url}</div>
      </>
    ),
  },
  { key: "health", header: "Health", cell: (agent) => <HealthTag agent={agent} /> },
  {
    key: "record",
    header: "Record",
    cell: ({ record }) => (record ? <RecordTag score={record} /> : <span className="dim">–</span>),
  },
  { key: "protocol", header: "Protocol", cell: (agent) => agent.protocol.toUpperCase() },
  {
    key: "sells",
    header: "Sells",
    cell: (agent) => agent.seller?.channels.join(", ") || <span className="dim">not known yet</span>,
  },
  { key: "accounts", header: "Accounts", align: "end", cell: (agent) => agent.accounts.length },
  {
    key: "contact",
    header: "Last contact",
    align: "end",
    cell: (agent) => (agent.lastContactAt ? <Age instant={agent.lastContactAt} /> : <span className="dim">never</span>),
  },
  {
    key: "latency",
    header: "Answer in",
    align: "end",
    cell: (agent) => (agent.lastLatencyMs === null ? <span className="dim">–</span> : `${agent.lastLatencyMs} ms`),
  },
];

/** Every sales agent the organisation can buy from, with its health as last seen. */
export function AgentList() {
  const trpc = useTRPC();
  const agents = useQuery(trpc.salesAgents.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const scores = useQuery(trpc.agentRecord.scores.queryOptions());
  const mayWrite = useCan("sales_agent:write");
  const [adding, setAdding] = useState(false);
  const refusal = refusalOf(agents.error);
  const add = mayWrite ? (
    <Button variant="filled" onClick={() => setAdding(true)}>
      Add an agent
    </Button>
  ) : undefined;
  return (
    <>
      <PageHead title="Agents" note="Sellers are reached through their AdCP sales agents" actions={add} />
      {refusal && (
        <Failure
          title="The agents could not be loaded"
          message={refusal.message}
          retry={() => agents.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Sales agents"
        columns={columns}
        rows={agents.data?.map((agent) => ({
          ...agent,
          record: scores.data?.find((one) => one.salesAgentId === agent.id),
        }))}
        rowKey={(agent) => agent.id}
        empty={
          <EmptyState
            title="No agents yet"
            text={
              mayWrite
                ? "Add a seller's agent by its address and token to search its products."
                : "An administrator adds agents by address and token."
            }
            action={add}
          />
        }
      />
      <AddAgentDialog open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
