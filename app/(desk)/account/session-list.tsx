"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { ConfirmPassword } from "@/app/_auth/confirm-password";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { Dialog } from "@/app/_ui/dialog";
import { Section } from "@/app/_ui/section";
import { Chip } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import { deviceWords } from "./device-words";

type SessionRow = RouterOutput["account"]["sessions"][number];

/** null: all but this one. */
type Ending = { readonly sessionId: string | null };

/** Where one is signed in, with the way to end it. */
export function SessionList() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: sessions } = useSuspenseQuery(trpc.account.sessions.queryOptions());
  const [ending, setEnding] = useState<Ending | null>(null);
  const close = () => setEnding(null);
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
          <Button size="compact-xs" onClick={() => setEnding({ sessionId: row.id })}>
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
          <Button onClick={() => setEnding({ sessionId: null })}>Sign out everywhere else</Button>
        ) : undefined
      }
      flush
    >
      <DataTable caption="Your sessions" columns={columns} rows={sessions} rowKey={(row) => row.id} />
      <Dialog
        open={ending !== null}
        onClose={close}
        title={ending?.sessionId ? "Sign out there" : "Sign out everywhere else"}
      >
        <ConfirmPassword
          action="Sign out"
          onCancel={close}
          ask={(password) =>
            askAuth("password", (client, onError) =>
              client.$fetch<object>("/end-sessions", { method: "POST", body: { ...ending, password }, onError }),
            )
          }
          onProved={() => {
            close();
            void queries.invalidateQueries(trpc.account.sessions.queryFilter());
          }}
        />
      </Dialog>
    </Section>
  );
}
