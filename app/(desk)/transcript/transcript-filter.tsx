"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Glyph } from "@/app/_ui/glyph";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { statusClasses } from "@/server/domain/transcript/exchange";
import { statusWords } from "../_transcript/exchange-words";
import type { ExchangesOf } from "../_transcript/exchanges";
import styles from "../_transcript/transcript.module.css";

type TranscriptFilterProps = { readonly filter: ExchangesOf; readonly onFilter: (filter: ExchangesOf) => void };

/** What is looked for. What the page was opened for stands as a chip that can be taken away. */
export function TranscriptFilter({ filter, onFilter }: TranscriptFilterProps) {
  const trpc = useTRPC();
  const agents = useQuery(trpc.salesAgents.list.queryOptions());
  const tools = useQuery(trpc.transcript.tools.queryOptions());
  const select = (label: string, all: string, key: keyof ExchangesOf, data: readonly Option[]) => (
    <NativeSelect
      aria-label={label}
      value={filter[key] ?? ""}
      data={[{ value: "", label: all }, ...data]}
      onChange={(event) => onFilter({ ...filter, [key]: event.currentTarget.value || null })}
    />
  );
  return (
    <>
      <search className={styles.filter}>
        <TextInput
          className={styles.search ?? ""}
          aria-label="Search the transcript"
          placeholder="Search address, tool and bodies"
          value={filter.text ?? ""}
          maxLength={200}
          onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
        {select(
          "Seller",
          "All sellers",
          "salesAgentId",
          (agents.data ?? []).map(({ id, name }) => option(id, name)),
        )}
        {select(
          "Tool",
          "All tools",
          "tool",
          (tools.data ?? []).map((tool) => option(tool, tool)),
        )}
        {select("Way", "Both ways", "way", [option("out", "We asked"), option("in", "Webhooks")])}
        {select(
          "Status",
          "Any status",
          "statusClass",
          statusClasses.map((value) => option(value, statusWords[value])),
        )}
        <DayField label="From" hint="Any day" value={filter.from} onDay={(from) => onFilter({ ...filter, from })} />
        <DayField label="To" hint="Any day" value={filter.to} last onDay={(to) => onFilter({ ...filter, to })} />
      </search>
      <Chips filter={filter} onFilter={onFilter} />
    </>
  );
}

type Option = { readonly value: string; readonly label: string };
const option = (value: string, label: string): Option => ({ value, label });

const subjects = [
  ["changeId", "One change"],
  ["mediaBuyId", "One media buy"],
  ["campaignId", "One campaign"],
] as const;

function Chips({ filter, onFilter }: TranscriptFilterProps) {
  const shown = subjects.filter(([key]) => filter[key]);
  if (shown.length === 0) return null;
  return (
    <div className={styles.chips}>
      {shown.map(([key, label]) => (
        <button key={key} type="button" onClick={() => onFilter({ ...filter, [key]: null })}>
          {label} only <Glyph name="cross" />
          <span className="visually-hidden">: show all again</span>
        </button>
      ))}
    </div>
  );
}

type DayFieldProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: string | null | undefined;
  /** The day itself still counts. */
  readonly last?: boolean;
  readonly onDay: (instant: string | null) => void;
};

const dayMs = 86_400_000;

/** A day in UTC as the instant at which it begins, or (last) at which it is over. */
function DayField({ label, hint, value, last = false, onDay }: DayFieldProps) {
  const shift = last ? dayMs : 0;
  const day = value ? new Date(Date.parse(value) - shift).toISOString().slice(0, 10) : "";
  const choose = (text: string) => {
    const millis = Date.parse(`${text}T00:00:00Z`);
    onDay(Number.isNaN(millis) ? null : new Date(millis + shift).toISOString());
  };
  return (
    <TextInput
      type="date"
      aria-label={`${label} (day in UTC)`}
      title={hint}
      value={day}
      leftSection={<span className="sm dim">{label}</span>}
      leftSectionWidth={48}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}
