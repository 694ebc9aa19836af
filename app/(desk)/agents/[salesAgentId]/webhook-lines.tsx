"use client";

import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Tag } from "@/app/_ui/tag";
import type { WebhookLine } from "@/server/api/views/webhook-view";
import { lineLook, lineSentence } from "./webhook-words";

const columns: readonly Column<WebhookLine>[] = [
  { key: "at", header: "When", width: "9rem", cell: (line) => <Age instant={line.at} /> },
  {
    key: "kind",
    header: "What came of it",
    width: "13rem",
    cell: ({ kind }) => {
      const { tone, glyph, word } = lineLook(kind);
      return (
        <Tag tone={tone} glyph={glyph}>
          {word}
        </Tag>
      );
    },
  },
  {
    key: "what",
    header: "What it said",
    isRowHeader: true,
    cell: (line) => (
      <>
        {lineSentence(line)}
        <div className="sm dim">
          {line.task ? `${line.task.type}: ${line.task.status} · ${line.task.id}` : line.code}
        </div>
      </>
    ),
  },
];

/** Webhooks that came in or were refused, and what else happened with the agent. */
export function WebhookLines({ lines }: { readonly lines: readonly WebhookLine[] }) {
  return (
    <DataTable
      caption="What happened with this agent lately"
      columns={columns}
      rows={lines}
      rowKey={(line) => line.id}
      empty={<EmptyState title="Nothing yet" text="No webhook came in or was refused." />}
    />
  );
}
