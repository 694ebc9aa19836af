"use client";

import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { announce } from "@/app/_ui/live-region";
import { NativeSelect } from "@/app/_ui/native-select";
import { PageHead } from "@/app/_ui/page-head";
import { Chip } from "@/app/_ui/tag";
import { type AccountState, isMoving } from "./account-state";
import { AdoptionPanel } from "./adoption-panel";
import { FoundBuys } from "./found-buys";
import { ScanPanel } from "./scan-panel";

type AccountMediaBuysProps = { readonly salesAgentId: string; readonly accountId: string | null };

/** Everything that one account of an agent runs, whoever made it; what was made elsewhere can be taken over. */
export function AccountMediaBuys({ salesAgentId, accountId }: AccountMediaBuysProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const { data: agent } = useSuspenseQuery(trpc.salesAgents.get.queryOptions({ salesAgentId }));
  const account = agent.accounts.find((one) => one.id === accountId);
  const choose = (id: string) => router.replace(`/agents/${salesAgentId}/media-buys?account=${id}`);
  return (
    <>
      <PageHead
        title="Media buys of the account"
        crumbs={[
          { label: "Agents", href: "/agents" },
          { label: agent.name, href: `/agents/${salesAgentId}` },
        ]}
        note={<>Whoever made them, in every status {(agent.sandbox || account?.sandbox) && <Chip>Sandbox</Chip>}</>}
        actions={
          accountId !== null && (
            <NativeSelect
              aria-label="Account"
              value={accountId}
              data={agent.accounts.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(event) => choose(event.currentTarget.value)}
            />
          )
        }
      />
      {accountId === null ? (
        <EmptyState
          title="No account yet"
          text="The agent lists no account, or it has not been reached."
          action={
            <Button component={Link} href={`/agents/${salesAgentId}`}>
              Go to the agent
            </Button>
          }
        />
      ) : (
        <AccountBody key={accountId} accountId={accountId} sellerName={agent.name} />
      )}
    </>
  );
}

function AccountBody({ accountId, sellerName }: { readonly accountId: string; readonly sellerName: string }) {
  const trpc = useTRPC();
  const state = useQuery(
    trpc.adopt.account.queryOptions(
      { accountId },
      { refetchInterval: ({ state: { data } }) => (isMoving(data) ? 800 : 5_000) },
    ),
  );
  const refusal = refusalOf(state.error);
  useSaysEnd(state.data);
  return (
    <div style={{ display: "grid", gap: 16 }}>
      {refusal && (
        <Failure
          title="The account could not be loaded"
          message={refusal.message}
          retry={() => state.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {state.data && (
        <>
          <ScanPanel accountId={accountId} sellerName={sellerName} state={state.data} />
          {state.data.adoption && <AdoptionPanel adoption={state.data.adoption} />}
          {state.data.counts.all > 0 && (
            <FoundBuys
              accountId={accountId}
              sellerName={sellerName}
              state={state.data}
              isMoving={isMoving(state.data)}
            />
          )}
        </>
      )}
    </div>
  );
}

/** Once what ran has ended the list is read again, and that is said to who does not see it. */
function useSaysEnd(state: AccountState | undefined): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const standing = standingOf(state);
  const shown = useRef(standing);
  const moving = isMoving(state);
  useEffect(() => {
    if (shown.current === standing) return;
    shown.current = standing;
    void queryClient.invalidateQueries(trpc.adopt.list.pathFilter());
    if (!moving) announce("Ready");
  }, [standing, moving, queryClient, trpc]);
}

/** Changes when reading or taking over begins or ends, also between two looks. */
function standingOf(state: AccountState | undefined): string {
  const { scan, adoption } = state ?? {};
  return [scan?.id, scan?.state, adoption?.id, adoption?.state].join(" ");
}
