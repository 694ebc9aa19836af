"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { Chip } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { CampaignAccountsView, CampaignAgentAccounts } from "@/server/api/views/campaign-accounts-view";
import styles from "./campaign-accounts.module.css";

/** On which account the plan asks and buys at each seller; existing media buys keep theirs. */
export function CampaignAccounts({ campaignId }: { readonly campaignId: string }) {
  const { data: view } = useSuspenseQuery(useTRPC().accounts.forCampaign.queryOptions({ campaignId }));
  const mayWrite = useCan("campaign:write") && view.editable;
  if (view.agents.length === 0) return null;
  return (
    <details className={styles.accounts} data-panel="">
      <summary>
        <span className="b">Accounts</span> <span className="sm dim">{summaryOf(view)}</span>
      </summary>
      <ul className={styles.rows} aria-label="Account at each seller">
        {view.agents.map((agent) => (
          <AgentRow key={agent.salesAgent.id} campaignId={campaignId} agent={agent} mayWrite={mayWrite} />
        ))}
      </ul>
    </details>
  );
}

function summaryOf({ agents }: CampaignAccountsView): string {
  const none = agents.filter((agent) => agent.account === null).map((agent) => agent.salesAgent.name);
  if (none.length > 0) return `none open at ${none.join(", ")}`;
  const chosen = agents.filter((agent) => agent.chosenAccountId !== null).length;
  if (chosen === 0) return "the default one at every seller";
  return `chosen at ${chosen} of ${agents.length} sellers, the default one elsewhere`;
}

type RowProps = {
  readonly campaignId: string;
  readonly agent: CampaignAgentAccounts;
  readonly mayWrite: boolean;
};

function AgentRow({ campaignId, agent, mayWrite }: RowProps) {
  const choose = useMutation(useTRPC().accounts.chooseForCampaign.mutationOptions());
  const { salesAgent, account, choices, chosenAccountId, plannedPackages } = agent;
  const refusal = refusalOf(choose.error);
  const data = [
    { value: "", label: "The agent's default" },
    ...choices.map(({ id, name, sandbox, closed }) => ({
      value: id,
      label: [name, sandbox ? "sandbox" : null, closed].filter((part) => part !== null).join(" · "),
      disabled: closed !== null && id !== chosenAccountId,
    })),
  ];
  return (
    <li className={styles.row}>
      <span>
        {salesAgent.name} {(agent.sandbox || account?.sandbox) && <Chip>Sandbox</Chip>}
        <span className="sm dim">
          {plannedPackages === 0 ? "" : ` ${plannedPackages} planned ${plannedPackages === 1 ? "package" : "packages"}`}
        </span>
      </span>
      {choices.length === 0 ? (
        <Link href={`/agents/${salesAgent.id}`}>Open an account first</Link>
      ) : (
        <NativeSelect
          aria-label={`Account at ${salesAgent.name}`}
          data={data}
          value={chosenAccountId ?? ""}
          disabled={!mayWrite || choose.isPending}
          error={refusal?.message}
          onChange={(event) =>
            choose.mutate({
              campaignId,
              salesAgentId: salesAgent.id,
              accountId: event.currentTarget.value === "" ? null : event.currentTarget.value,
            })
          }
        />
      )}
      <span className="sm dim" role="status">
        {account === null ? "no account is open" : `buys on ${account.name}`}
      </span>
    </li>
  );
}
