"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { When } from "@/app/_ui/date";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { useViewer } from "@/app/_ui/viewer";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

type Account = SalesAgentView["accounts"][number];

/** What a person has to do at the seller before the account opens. The address is the seller's: opened by hand, never by us. */
export function AccountSetup({ account, mayWrite }: { readonly account: Account; readonly mayWrite: boolean }) {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const check = useMutation(trpc.accounts.check.mutationOptions());
  const { setup } = account.details;
  const said = refusalOf(check.error)?.message ?? check.data?.problem ?? (check.data ? "The seller still waits" : null);
  return (
    <Notice
      tone="wait"
      glyph="hand"
      word={setup === null ? "Waits" : "Set-up"}
      title={setup === null ? `${account.name}: the seller has not decided yet` : `${account.name}: ${setup.message}`}
      actions={
        mayWrite ? (
          <>
            {setup?.url && (
              <Button component="a" variant="filled" href={setup.url} target="_blank" rel="noopener noreferrer">
                Open the seller's page<span className="visually-hidden"> for {account.name}, in a new tab</span>
              </Button>
            )}
            <BusyButton
              busy={check.isPending}
              busyLabel="Asking…"
              onClick={() => check.mutate({ accountId: account.id })}
            >
              Check again
            </BusyButton>
          </>
        ) : undefined
      }
    >
      {setup?.url && <span className="sm">{hostOf(setup.url)} · opens in a new tab. </span>}
      {setup?.expiresAt && (
        <span className="sm">
          The page can be used until <When instant={setup.expiresAt} zone={timeZone} />.{" "}
        </span>
      )}
      <span role="status" className="sm">
        {said}
      </span>
    </Notice>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}
