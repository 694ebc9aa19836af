"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { Tag } from "@/app/_ui/tag";

/** Recomputes the hash chain on the server and says whether every row still is as it was written. */
export function VerifyChain() {
  const trpc = useTRPC();
  const check = useQuery(trpc.activity.verify.queryOptions(undefined, { enabled: false, gcTime: 0 }));
  return (
    <>
      <span role="status">
        {check.error && <span className="sm">{refusalOf(check.error)?.message}</span>}
        {!check.isFetching && check.data?.kind === "intact" && (
          <Tag tone="verified" glyph="check">
            {check.data.rows} rows, all as written
          </Tag>
        )}
        {!check.isFetching && check.data?.kind === "broken" && (
          <Tag tone="stop" glyph="warn">
            Row {check.data.seq}: {check.data.what}
          </Tag>
        )}
      </span>
      <BusyButton busy={check.isFetching} busyLabel="Verifying…" onClick={() => check.refetch()}>
        Verify the record
      </BusyButton>
    </>
  );
}
