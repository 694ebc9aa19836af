"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { Chip, Tag } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import { type Role, roles } from "@/server/domain/permissions";

type MemberRow = RouterOutput["members"]["list"]["members"][number];
type MemberTableProps = { readonly members: readonly MemberRow[]; readonly viewerId: string };

export function MemberTable({ members, viewerId }: MemberTableProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries(trpc.members.pathFilter());
  const change = useMutation(trpc.members.change.mutationOptions({ onSuccess }));
  const link = useMutation(trpc.members.sendPasswordLink.mutationOptions({ onSuccess }));
  const reset = useMutation(trpc.members.resetSecondFactor.mutationOptions({ onSuccess }));
  const refusal = refusalOf(change.error ?? link.error);
  const busy = change.isPending || link.isPending || reset.isPending;
  const [losing, setLosing] = useState<MemberRow | null>(null);
  const columns: readonly Column<MemberRow>[] = [
    {
      key: "name",
      header: "Person",
      isRowHeader: true,
      cell: (row) => (
        <>
          <span className="b">{row.name}</span> {row.userId === viewerId && <Chip>you</Chip>}
          <div className="sm dim">{row.email}</div>
        </>
      ),
    },
    {
      key: "role",
      header: "Role",
      cell: (row) => (
        <NativeSelect
          aria-label={`Role of ${row.name}`}
          style={{ minWidth: 116 }}
          value={row.role}
          data={[...roles]}
          disabled={busy || row.userId === viewerId || row.isDisabled}
          onChange={(event) => change.mutate({ userId: row.userId, role: event.currentTarget.value as Role })}
        />
      ),
    },
    { key: "state", header: "Account", cell: (row) => <AccountState row={row} /> },
    {
      key: "factor",
      header: "Second factor",
      cell: (row) => (row.hasTwoFactor ? "on" : <span className="dim">off</span>),
    },
    {
      key: "seen",
      header: "Last seen",
      align: "end",
      cell: (row) => (row.lastSeenAt ? <Age instant={row.lastSeenAt} /> : <span className="dim">never</span>),
    },
    {
      key: "actions",
      header: <span className="visually-hidden">Actions</span>,
      align: "end",
      cell: (row) =>
        row.userId === viewerId ? null : (
          <span style={{ display: "inline-flex", gap: 6 }}>
            {!row.isDisabled && (
              <Button size="compact-xs" disabled={busy} onClick={() => link.mutate({ userId: row.userId })}>
                {row.invitedAt ? "Invite again" : "Send a password link"}
              </Button>
            )}
            {row.hasTwoFactor && (
              <Button size="compact-xs" disabled={busy} onClick={() => setLosing(row)}>
                Reset the second factor
              </Button>
            )}
            <Button
              size="compact-xs"
              disabled={busy}
              onClick={() => change.mutate({ userId: row.userId, isDisabled: !row.isDisabled })}
            >
              {row.isDisabled ? "Enable" : "Disable"}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <>
      {refusal && <Failure title="Nothing was changed" message={refusal.message} requestId={refusal.requestId} />}
      <DataTable caption="Members" columns={columns} rows={members} rowKey={(row) => row.userId} />
      {losing && <ResetSecondFactor member={losing} reset={reset} onClose={() => setLosing(null)} />}
    </>
  );
}

type ResetProps = {
  readonly member: MemberRow;
  readonly reset: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (input: { readonly userId: string }, then: { readonly onSuccess: () => void }) => void;
  };
  readonly onClose: () => void;
};

function ResetSecondFactor({ member, reset, onClose }: ResetProps) {
  const refusal = refusalOf(reset.error);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Reset the second factor of ${member.name}`}
      action={{ label: "Reset it", busyLabel: "Resetting…", look: "stop" }}
      busy={reset.isPending}
      onConfirm={() => reset.mutate({ userId: member.userId }, { onSuccess: onClose })}
    >
      {refusal && <Failure title="Nothing was changed" message={refusal.message} requestId={refusal.requestId} />}
      <p>
        Their password alone signs them in until they set up a new one, and they are signed out everywhere. Be sure that
        it is they who ask. They are told by mail.
      </p>
    </ConfirmDialog>
  );
}

function AccountState({ row }: { readonly row: MemberRow }) {
  if (row.isDisabled) {
    return (
      <Tag tone="stop" glyph="ban">
        Disabled
      </Tag>
    );
  }
  if (row.invitedAt) {
    return (
      <Tag tone="wait" glyph="clock">
        Invited
      </Tag>
    );
  }
  return (
    <Tag tone="live" glyph="check">
      Active
    </Tag>
  );
}
