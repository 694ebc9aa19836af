"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { When } from "@/app/_ui/date";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { useViewer } from "@/app/_ui/viewer";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

type Account = SalesAgentView["accounts"][number];

/** What a person has to do at the seller before the account opens, as a line above the accounts. */
export function AccountSetup({ account, mayWrite }: { readonly account: Account; readonly mayWrite: boolean }) {
  const { check, said } = useCheck(account);
  const { setup } = account.details;
  return (
    <Notice
      tone="wait"
      glyph="hand"
      word={setup === null ? "Waits" : "Set-up"}
      title={`${account.name}: ${taskOf(account)}`}
      actions={mayWrite ? <SetupActions account={account} check={check} /> : undefined}
    >
      <SetupPlace account={account} />{" "}
      <span role="status" className="sm">
        {said}
      </span>
    </Notice>
  );
}

/** The same where it was just asked for: in the dialog, with the buttons below the words. */
export function AccountSetupSteps({ account }: { readonly account: Account }) {
  const { check, said } = useCheck(account);
  return (
    <>
      <p>
        <span className="b">{account.name}</span> waits: {taskOf(account)}
      </p>
      <p className="dim">
        <SetupPlace account={account} />
      </p>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        <SetupActions account={account} check={check} />
      </div>
      <p role="status">{said}</p>
    </>
  );
}

function taskOf({ details }: Account): string {
  return details.setup?.message ?? "the seller has not decided yet";
}

type Check = ReturnType<typeof useCheck>["check"];

function useCheck(account: Account) {
  const check = useMutation(useTRPC().accounts.check.mutationOptions());
  const waits = check.data?.status === "pending_approval" ? "The seller still waits" : null;
  const said = refusalOf(check.error)?.message ?? check.data?.problem ?? waits;
  return { check: { isPending: check.isPending, now: () => check.mutate({ accountId: account.id }) }, said };
}

/** The address is the seller's: opened by a person, in a tab that knows nothing of this one, and never fetched by us. */
function SetupActions({ account, check }: { readonly account: Account; readonly check: Check }) {
  const url = account.details.setup?.url;
  return (
    <>
      {url && (
        <Button component="a" variant="filled" href={url} target="_blank" rel="noopener noreferrer">
          Open the seller's page<span className="visually-hidden"> for {account.name}, in a new tab</span>
        </Button>
      )}
      <BusyButton busy={check.isPending} busyLabel="Asking…" onClick={check.now}>
        Check again
      </BusyButton>
    </>
  );
}

function SetupPlace({ account }: { readonly account: Account }) {
  const { timeZone } = useViewer();
  const { setup } = account.details;
  if (setup === null) return null;
  const host = setup.url !== null && URL.canParse(setup.url) ? new URL(setup.url).host : null;
  return (
    <span className="sm">
      {host && `On ${host}, in a new tab. `}
      {setup.expiresAt && (
        <>
          It can be done until <When instant={setup.expiresAt} zone={timeZone} />.
        </>
      )}
    </span>
  );
}
