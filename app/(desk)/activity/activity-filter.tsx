"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { auditSubjects } from "@/server/domain/audit-subjects";

export type Filter = {
  readonly text: string;
  readonly actorId: string | null;
  readonly subjectType: (typeof auditSubjects)[number] | null;
};

export const noFilter: Filter = { text: "", actorId: null, subjectType: null };

const subjectWords: Record<(typeof auditSubjects)[number], string> = {
  campaign: "Campaigns",
  media_buy: "Media buys",
  change_set: "Changes and approvals",
  sales_agent: "Agents",
  creative: "Creatives",
  account: "Accounts",
  user: "People",
  organisation: "Caps and limits",
};

export function ActivityFilter({
  filter,
  onFilter,
}: {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}) {
  const trpc = useTRPC();
  const { data: actors } = useSuspenseQuery(trpc.activity.actors.queryOptions());
  return (
    <search style={{ display: "flex", gap: 8, flexWrap: "wrap", marginBottom: 12 }}>
      <TextInput
        aria-label="Search the record"
        placeholder="Search what happened"
        value={filter.text}
        maxLength={200}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="Who"
        value={filter.actorId ?? ""}
        data={[{ value: "", label: "Everybody" }, ...actors.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => onFilter({ ...filter, actorId: event.currentTarget.value || null })}
      />
      <NativeSelect
        aria-label="What about"
        value={filter.subjectType ?? ""}
        data={[
          { value: "", label: "Everything" },
          ...auditSubjects.map((value) => ({ value, label: subjectWords[value] })),
        ]}
        onChange={(event) =>
          onFilter({
            ...filter,
            subjectType: auditSubjects.find((subject) => subject === event.currentTarget.value) ?? null,
          })
        }
      />
    </search>
  );
}
