"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { Chip, Tag } from "@/app/_ui/tag";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { closedSentence } from "@/server/domain/account/status-gate";
import { AccountSetup } from "./account-setup";
import { AccountMoney, AccountTerms } from "./account-terms";
import { accountStatusLabel } from "./account-words";

// The only menu of the page, and a third of its weight.
const AccountActions = dynamic(() => import("./account-actions").then((module) => module.AccountActions), {
  ssr: false,
  loading: () => (
    <Button size="compact-sm" disabled>
      Change
    </Button>
  ),
});
const OpenAccountDialog = dynamic(() => import("./open-account-dialog").then((module) => module.OpenAccountDialog), {
  ssr: false,
});

type AccountRow = SalesAgentView["accounts"][number];

/** The accounts there are with the agent and how they stand; the default is the one new packages are bought on. */
export function AgentAccounts({ agent, mayWrite }: { readonly agent: SalesAgentView; readonly mayWrite: boolean }) {
  const [opening, setOpening] = useState(false);
  const waiting = agent.accounts.filter((account) => account.status === "pending_approval");
  useFreshWhileWaiting(agent.id, waiting.length > 0);
  const { closed, implicit } = agent.opening;
  const open =
    mayWrite && closed === null ? (
      <Button onClick={() => setOpening(true)}>{implicit ? "Name an account" : "Open an account"}</Button>
    ) : undefined;
  return (
    <Section title="Accounts" hint={closed ?? undefined} actions={open} flush>
      {waiting.length > 0 && (
        <div style={{ display: "grid", gap: 8, padding: "10px 14px" }}>
          {waiting.map((account) => (
            <AccountSetup key={account.id} account={account} mayWrite={mayWrite} />
          ))}
        </div>
      )}
      <DataTable
        caption={`Accounts at ${agent.name}`}
        columns={columnsOf(agent, mayWrite)}
        rows={agent.accounts}
        rowKey={(account) => account.id}
        empty={<EmptyState title="No accounts" text={emptyWords(agent)} action={open} />}
      />
      <OpenAccountDialog agent={agent} open={opening} onClose={() => setOpening(false)} />
    </Section>
  );
}

/** The desk asks the seller by itself; what it heard shows here without a reload. */
function useFreshWhileWaiting(salesAgentId: string, waits: boolean): void {
  const trpc = useTRPC();
  useQuery(trpc.salesAgents.get.queryOptions({ salesAgentId }, { refetchInterval: waits ? 5_000 : false }));
}

function emptyWords({ opening }: SalesAgentView): string {
  if (opening.implicit) return "The agent has no account tools: each brand is bought for under its own name.";
  return opening.closed ?? "The agent lists none. Ask it for one by brand and operator.";
}

function columnsOf(agent: SalesAgentView, mayWrite: boolean): readonly Column<AccountRow>[] {
  const all: readonly (Column<AccountRow> | null)[] = [
    {
      key: "name",
      header: "Account",
      isRowHeader: true,
      cell: (account) => <AccountName account={account} agent={agent} />,
    },
    { key: "status", header: "Status", cell: (account) => <AccountStatus account={account} /> },
    { key: "terms", header: "Billing", cell: (account) => <AccountTerms details={account.details} /> },
    agent.opening.financials
      ? {
          key: "money",
          header: "As the seller says",
          cell: (account) => <AccountMoney financials={account.details.financials} />,
        }
      : null,
    {
      key: "default",
      header: "Buys go to",
      cell: (account) =>
        account.isDefault && (
          <Tag tone="accent" glyph="check">
            Default
          </Tag>
        ),
    },
    mayWrite
      ? {
          key: "actions",
          header: <span className="visually-hidden">Actions</span>,
          align: "end",
          cell: (account) => <AccountActions account={account} opening={agent.opening} />,
        }
      : null,
  ];
  return all.filter((column) => column !== null);
}

function AccountName({ account, agent }: { readonly account: AccountRow; readonly agent: SalesAgentView }) {
  const { brandDomain, operator, details } = account;
  const parties = brandDomain !== null && operator !== null && `${brandDomain}, operated by ${operator}`;
  const isNamed = details.reference === "natural" ? "named by brand and operator" : "named by its id";
  return (
    <>
      {account.name} {(account.sandbox || agent.sandbox) && <Chip>Sandbox</Chip>}
      {parties && <div className="sm dim">{parties}</div>}
      <div className="sm dim">
        {details.hasSellerId
          ? `${account.sellerAccountId}, ${isNamed}`
          : "no id of the seller's, named by brand and operator"}
      </div>
    </>
  );
}

function AccountStatus({ account }: { readonly account: AccountRow }) {
  const closed = closedSentence(account.status);
  const { remarks } = account.details;
  return (
    <>
      <StatusBadge status={account.status} label={accountStatusLabel(account.status, account.details)} />
      {closed && <div className="sm dim">{closed}</div>}
      {remarks.map((remark) => (
        <div key={remark} className="sm">
          {remark}
        </div>
      ))}
    </>
  );
}
