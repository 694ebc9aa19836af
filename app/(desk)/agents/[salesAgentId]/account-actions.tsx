"use client";

import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { refusalOf } from "@/app/_ui/field-errors";
import { MantineRegion } from "@/app/_ui/mantine-region";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

type Props = {
  readonly account: SalesAgentView["accounts"][number];
  readonly opening: SalesAgentView["opening"];
};

/** What an administrator can do about one account. */
export function AccountActions({ account, opening }: Props) {
  const trpc = useTRPC();
  const choose = useMutation(trpc.salesAgents.chooseDefaultAccount.mutationOptions());
  const check = useMutation(trpc.accounts.check.mutationOptions());
  const name = useMutation(trpc.accounts.nameBy.mutationOptions());
  const money = useMutation(trpc.accounts.readFinancials.mutationOptions());
  const accountId = account.id;
  const { reference, hasSellerId, source } = account.details;
  const other = reference === "id" ? "natural" : "id";
  const nameable = other === "id" ? hasSellerId : account.brandDomain !== null && account.operator !== null;
  const busy = choose.isPending || check.isPending || name.isPending || money.isPending;
  const failed = refusalOf(choose.error ?? check.error ?? name.error ?? money.error)?.message;
  const said = failed ?? check.data?.problem ?? money.data?.problem ?? "";
  return (
    <>
      <MantineRegion>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button size="compact-sm" aria-busy={busy}>
              {busy ? "Working…" : "Change"}
              <span className="visually-hidden">: {account.name}</span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {!account.isDefault && account.status === "active" && source !== "implicit" && (
              <Menu.Item onClick={() => choose.mutate({ accountId })}>Make it the default</Menu.Item>
            )}
            {source !== "implicit" && <Menu.Item onClick={() => check.mutate({ accountId })}>Check again</Menu.Item>}
            {opening.financials && (
              <Menu.Item onClick={() => money.mutate({ accountId })}>Read how it stands</Menu.Item>
            )}
            {nameable && (
              <Menu.Item onClick={() => name.mutate({ accountId, reference: other })}>
                {other === "id" ? "Name it by the seller's id" : "Name it by brand and operator"}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </MantineRegion>
      <div role="status" className="sm">
        {said}
      </div>
    </>
  );
}
