"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { Chip, Tag } from "@/app/_ui/tag";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

type AccountRow = SalesAgentView["accounts"][number];

/** The accounts the agent lists; the default is the one new packages are bought on. */
export function AgentAccounts({ agent, mayWrite }: { readonly agent: SalesAgentView; readonly mayWrite: boolean }) {
  const trpc = useTRPC();
  const choose = useMutation(trpc.salesAgents.chooseDefaultAccount.mutationOptions());
  const refusal = refusalOf(choose.error);
  const columns: readonly Column<AccountRow>[] = [
    {
      key: "name",
      header: "Account",
      isRowHeader: true,
      cell: (account) => (
        <>
          {account.name} {account.sandbox && <Chip>Sandbox</Chip>}
          <div className="sm dim">{account.sellerAccountId}</div>
        </>
      ),
    },
    { key: "status", header: "Status", cell: (account) => <StatusBadge status={account.status} /> },
    { key: "brand", header: "Brand", cell: (account) => account.brandDomain ?? "–" },
    {
      key: "default",
      header: "Buys go to",
      cell: (account) =>
        account.isDefault ? (
          <Tag tone="accent" glyph="check">
            Default
          </Tag>
        ) : (
          mayWrite &&
          account.status === "active" && (
            <Button
              size="compact-sm"
              disabled={choose.isPending}
              onClick={() => choose.mutate({ accountId: account.id })}
            >
              Make default<span className="visually-hidden">: {account.name}</span>
            </Button>
          )
        ),
    },
  ];
  return (
    <Section title="Accounts" flush>
      {refusal && (
        <Failure title="The default was not changed" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DataTable
        caption={`Accounts at ${agent.name}`}
        columns={columns}
        rows={agent.accounts}
        rowKey={(account) => account.id}
        empty={<EmptyState title="No accounts" text="The agent lists none, or it has not been reached yet." />}
      />
    </Section>
  );
}
