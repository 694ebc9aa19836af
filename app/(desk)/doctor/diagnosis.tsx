import Link from "next/link";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { When } from "@/app/_ui/date";
import { Notice } from "@/app/_ui/notice";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import { useViewer } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";
import { rules } from "./rules";

type Step = RouterOutput["doctor"]["examine"] extends AsyncIterable<infer One> ? One : never;
export type Result = Extract<Step, { readonly step: "done" }>;
type Finding = Result["findings"][number];

/** What was examined, rule by rule, and what was found, as sentences with a way there. */
export function Diagnosis({ result }: { readonly result: Result }) {
  const { timeZone } = useViewer();
  const { findings, unread, books } = result;
  const buys = books.reduce((sum, book) => sum + book.buys, 0);
  return (
    <>
      {unread.map(({ salesAgentId, sellerName, message }) => (
        <Notice
          key={salesAgentId}
          tone="wait"
          word="Not read"
          title={`${sellerName} did not show its books: what is there could not be compared`}
          actions={<Link href={`/agents/${salesAgentId}`}>Open agent</Link>}
        >
          {message}
        </Notice>
      ))}
      <Section
        title={findings.length === 0 ? "Nothing found" : `${findings.length} found`}
        hint={
          <>
            {buys} media buys of {books.length} accounts, <When instant={result.at} zone={timeZone} />
          </>
        }
        flush
      >
        <DataTable
          caption="Rules and what was found"
          columns={columns}
          rows={rules.flatMap((rule) => linesOf(rule, findings))}
          rowKey={(line) => line.key}
        />
      </Section>
    </>
  );
}

type Rule = (typeof rules)[number];
type Line = { readonly key: string; readonly rule: Rule; readonly finding: Finding | null };

function linesOf(rule: Rule, findings: readonly Finding[]): Line[] {
  const found = findings.filter((finding) => finding.invariant === rule.id);
  if (found.length === 0) return [{ key: rule.id, rule, finding: null }];
  return found.map((finding, index) => ({ key: `${rule.id} ${index}`, rule, finding }));
}

const columns: readonly Column<Line>[] = [
  { key: "rule", header: "Rule", isRowHeader: true, width: "46%", cell: ({ rule }) => rule.words },
  {
    key: "found",
    header: "Found",
    cell: ({ finding }) =>
      finding === null ? (
        <Tag tone="verified" glyph="check">
          Holds
        </Tag>
      ) : (
        <>
          <Tag tone="stop" glyph="warn">
            Broken
          </Tag>{" "}
          {finding.sentence} <Way subject={finding.subject} />
        </>
      ),
  },
];

function Way({ subject: { type, id } }: { readonly subject: Finding["subject"] }) {
  if (type === "media_buy") return <Link href={`/media-buys/${id}`}>Open media buy</Link>;
  if (type === "change_set") return <Link href={`/approvals/${id}`}>Open changes</Link>;
  if (type === "organisation") return <Link href="/activity">Open activity</Link>;
  return null;
}
