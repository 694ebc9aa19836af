"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { Chip } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import { deviceWords } from "./device-words";

type SessionRow = RouterOutput["account"]["sessions"][number];

/** Where one is signed in, with the way to end it. */
export function SessionList() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: sessions } = useSuspenseQuery(trpc.account.sessions.queryOptions());
  const onSuccess = () => queries.invalidateQueries(trpc.account.sessions.queryFilter());
  const end = useMutation(trpc.account.endSession.mutationOptions({ onSuccess }));
  const endOthers = useMutation(trpc.account.endOtherSessions.mutationOptions({ onSuccess }));
  const refusal = refusalOf(end.error ?? endOthers.error);
  const columns: readonly Column<SessionRow>[] = [
    {
      key: "device",
      header: "Device",
      isRowHeader: true,
      cell: (row) => (
        <>
          {deviceWords(row.userAgent)} {row.isThis && <Chip>this one</Chip>}
        </>
      ),
    },
    { key: "address", header: "Address", cell: (row) => row.ipAddress || <span className="dim">not known</span> },
    { key: "since", header: "Signed in", align: "end", cell: (row) => <Age instant={row.createdAt} /> },
    { key: "used", header: "Last used", align: "end", cell: (row) => <Age instant={row.lastUsedAt} /> },
    {
      key: "end",
      header: <span className="visually-hidden">End</span>,
      align: "end",
      cell: (row) =>
        row.isThis ? null : (
          <Button size="compact-xs" disabled={end.isPending} onClick={() => end.mutate({ sessionId: row.id })}>
            Sign out there
          </Button>
        ),
    },
  ];
  return (
    <Section
      title="Signed in"
      hint="a session ends after a day without use, and after two weeks in any case"
      actions={
        sessions.length > 1 ? (
          <Button disabled={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Sign out everywhere else
          </Button>
        ) : undefined
      }
      flush
    >
      {refusal && <Failure title="Nothing was ended" message={refusal.message} requestId={refusal.requestId} />}
      <DataTable caption="Your sessions" columns={columns} rows={sessions} rowKey={(row) => row.id} />
    </Section>
  );
}
