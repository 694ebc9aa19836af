"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";

type Keys = RouterOutput["signingKeys"]["list"];
type Key = Keys["keys"][number];

/** The organisation's own keys for requests to sellers: which one signs, which are still published, and where sellers find them. */
export function SigningKeys({ mayChange }: { readonly mayChange: boolean }) {
  const { data } = useSuspenseQuery(useTRPC().signingKeys.list.queryOptions());
  const [asks, setAsks] = useState(false);
  const current = data.keys.find((key) => key.standing === "in_use") ?? null;
  const word = current === null ? "Make a key" : "Replace the key";
  return (
    <Section
      title="Keys that sign requests"
      hint="for agents that want signatures (RFC 9421)"
      flush
      actions={mayChange ? <Button onClick={() => setAsks(true)}>{word}</Button> : undefined}
    >
      <DataTable
        caption="Signing keys"
        columns={columns}
        rows={data.keys}
        rowKey={(key) => key.keyId}
        empty={
          <p className="dim" style={{ padding: pad }}>
            No key yet. The first agent whose requests are to be signed makes one.
          </p>
        }
      />
      <KeySetAddress url={data.keySetUrl} hasKeys={data.keys.length > 0} />
      <RotateDialog current={current} open={asks} onClose={() => setAsks(false)} />
    </Section>
  );
}

const pad = "10px 14px";

const columns = [
  {
    key: "id",
    header: "Key id",
    isRowHeader: true,
    cell: ({ keyId }: Key) => <code>{keyId}</code>,
  },
  {
    key: "standing",
    header: "Use",
    cell: ({ standing }: Key) =>
      standing === "in_use" ? (
        <Tag tone="verified" glyph="check">
          Signs
        </Tag>
      ) : (
        <Tag tone="plain" glyph="clock">
          Retired
        </Tag>
      ),
  },
  { key: "made", header: "Made", cell: ({ createdAt }: Key) => <Age instant={createdAt} /> },
  {
    key: "until",
    header: "Published",
    cell: ({ publishedUntil }: Key) =>
      publishedUntil === null ? (
        "while it signs"
      ) : (
        <>
          ends <Age instant={publishedUntil} />
        </>
      ),
  },
];

function KeySetAddress({ url, hasKeys }: { readonly url: string | null; readonly hasKeys: boolean }) {
  if (!hasKeys) return null;
  if (url === null)
    return (
      <p className="sm" style={{ padding: pad }}>
        Sellers cannot fetch the keys: this desk has no address.
      </p>
    );
  return (
    <p className="sm" style={{ padding: pad }}>
      Tell each seller this address of the key set (JWKS), or name it as <code>jwks_uri</code> in your brand.json:{" "}
      <code style={{ overflowWrap: "anywhere", userSelect: "all" }}>{url}</code>
      {!url.startsWith("https://") && (
        <span className="dim"> (only for sellers on this machine: others need FLIGHTDECK_PUBLIC_URL)</span>
      )}
    </p>
  );
}

type RotateProps = { readonly current: Key | null; readonly open: boolean; readonly onClose: () => void };

function RotateDialog({ current, open, onClose }: RotateProps) {
  const rotate = useMutation(useTRPC().signingKeys.rotate.mutationOptions({ onSuccess: onClose }));
  const [isExposed, setExposed] = useState(false);
  const refusal = refusalOf(rotate.error);
  const isFirst = current === null;
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={isFirst ? "Make a key that signs requests?" : "Replace the key that signs requests?"}
      action={{
        label: isFirst ? "Make the key" : "Replace the key",
        busyLabel: "Making…",
        look: isFirst ? "primary" : "stop",
      }}
      busy={rotate.isPending}
      onConfirm={() => rotate.mutate({ current: current?.keyId ?? null, isExposed })}
    >
      <p>
        {isFirst
          ? "It signs requests to the agents that are set to be signed; sellers find it under the address of the key set."
          : "The new key signs from the next request on. The one before it is published for seven days more, so that sellers can still check what it has signed."}
      </p>
      {!isFirst && (
        <Checkbox
          label="Somebody else may have the old key: publish it no longer"
          checked={isExposed}
          onChange={(event) => setExposed(event.currentTarget.checked)}
        />
      )}
      {refusal && <Failure title="No key was made" message={refusal.message} requestId={refusal.requestId} />}
    </ConfirmDialog>
  );
}
