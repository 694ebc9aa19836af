"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age, When } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { useViewer } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";
import { NewApiKeyDialog } from "./new-api-key-dialog";

type KeyRow = RouterOutput["account"]["apiKeys"][number];

/** Keys with which programs use the API as this person, each limited to what it is for. */
export function ApiKeys() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { timeZone } = useViewer();
  const { data: keys } = useSuspenseQuery(trpc.account.apiKeys.queryOptions());
  const [isMaking, setMaking] = useState(false);
  const onSuccess = () => queries.invalidateQueries(trpc.account.apiKeys.queryFilter());
  const revoke = useMutation(trpc.account.revokeApiKey.mutationOptions({ onSuccess }));
  const refusal = refusalOf(revoke.error);
  const columns: readonly Column<KeyRow>[] = [
    {
      key: "name",
      header: "Key",
      isRowHeader: true,
      cell: (row) => (
        <>
          <span className="b">{row.name}</span> <code className="sm dim">{row.prefix}…</code>
        </>
      ),
    },
    { key: "scopes", header: "May", cell: (row) => <span className="sm">{row.scopes.join(", ")}</span> },
    {
      key: "expires",
      header: "Until",
      cell: (row) => (row.expiresAt ? <When instant={row.expiresAt} zone={timeZone} /> : "revoked by hand"),
    },
    {
      key: "used",
      header: "Last used",
      align: "end",
      cell: (row) => (row.lastUsedAt ? <Age instant={row.lastUsedAt} /> : <span className="dim">never</span>),
    },
    {
      key: "revoke",
      header: <span className="visually-hidden">Revoke</span>,
      align: "end",
      cell: (row) => (
        <Button size="compact-xs" disabled={revoke.isPending} onClick={() => revoke.mutate({ apiKeyId: row.id })}>
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <Section
      title="API keys"
      hint="for programs, as you"
      actions={<Button onClick={() => setMaking(true)}>New key</Button>}
      flush
    >
      {refusal && <Failure title="The key was not revoked" message={refusal.message} requestId={refusal.requestId} />}
      <DataTable
        caption="Your API keys"
        columns={columns}
        rows={keys}
        rowKey={(row) => row.id}
        empty={<EmptyState title="No keys" text="A program that uses the API on your behalf needs one." />}
      />
      <NewApiKeyDialog open={isMaking} onClose={() => setMaking(false)} onMade={onSuccess} />
    </Section>
  );
}
