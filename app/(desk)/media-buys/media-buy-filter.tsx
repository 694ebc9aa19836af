"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { memo } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { NativeSelect } from "@/app/_ui/native-select";
import { statusWord } from "@/app/_ui/status-words";
import { TextInput } from "@/app/_ui/text-input";
import { type MediaBuyStatus, mediaBuyStatuses } from "@/server/domain/media-buy/status";

export type MediaBuyFilterValue = {
  readonly text: string;
  readonly status: MediaBuyStatus | null;
  readonly salesAgentId: string | null;
};

export const noFilter: MediaBuyFilterValue = { text: "", status: null, salesAgentId: null };

export function isUnfiltered(filter: MediaBuyFilterValue): boolean {
  return filter.text === "" && filter.status === null && filter.salesAgentId === null;
}

type MediaBuyFilterProps = {
  readonly filter: MediaBuyFilterValue;
  readonly onFilter: (filter: MediaBuyFilterValue) => void;
};

export const MediaBuyFilter = memo(function MediaBuyFilter({ filter, onFilter }: MediaBuyFilterProps) {
  const trpc = useTRPC();
  const { data: agents } = useSuspenseQuery(trpc.salesAgents.list.queryOptions());
  return (
    <search style={{ display: "flex", flex: "1 1 auto", gap: 8, flexWrap: "wrap" }}>
      <TextInput
        aria-label="Search media buys"
        placeholder="Name, campaign, PO number, id"
        style={{ flex: "1 1 260px", maxWidth: 360 }}
        maxLength={200}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="Status"
        value={filter.status ?? ""}
        data={[
          { value: "", label: "Any status" },
          ...mediaBuyStatuses.map((value) => ({ value, label: statusWord(value) })),
        ]}
        onChange={(event) =>
          onFilter({
            ...filter,
            status: mediaBuyStatuses.find((status) => status === event.currentTarget.value) ?? null,
          })
        }
      />
      <NativeSelect
        aria-label="Seller"
        value={filter.salesAgentId ?? ""}
        data={[{ value: "", label: "Any seller" }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => onFilter({ ...filter, salesAgentId: event.currentTarget.value || null })}
      />
    </search>
  );
});
