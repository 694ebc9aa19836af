"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import type { AgentRecordView } from "@/server/api/views/agent-record-view";
import type { Counted } from "@/server/domain/agent-record/agent-record";
import { RecordTag } from "../record-tag";
import { deviationWords, minutesInWords } from "./record-words";

/** What the agent did with what we asked of it: the ground for its score. */
export function AgentRecord({ salesAgentId }: { readonly salesAgentId: string }) {
  const trpc = useTRPC();
  const record = useQuery(trpc.agentRecord.forAgent.queryOptions({ salesAgentId }));
  const refusal = refusalOf(record.error);
  return (
    <Section title="Record" hint="what it did in the last 30 days">
      {refusal && <Failure title="The record could not be loaded" message={refusal.message} />}
      {record.isPending && <p className="dim">Reading the record…</p>}
      {record.data && <Record record={record.data} />}
    </Section>
  );
}

function Record({ record }: { readonly record: AgentRecordView }) {
  const { score, deductions } = record.score;
  return (
    <>
      <p style={{ margin: "0 0 8px" }}>
        <RecordTag score={record.score} />{" "}
        <span className="dim sm">
          {score === null ? "a score needs three verified writes or ten calls" : "out of 100"}
        </span>
      </p>
      {deductions.length > 0 && (
        <ul style={{ margin: "0 0 12px", paddingInlineStart: 18 }}>
          {deductions.map(({ points, says }) => (
            <li key={says}>
              {says} <span className="dim num">−{points}</span>
            </li>
          ))}
        </ul>
      )}
      <Facts items={facts(record)} />
    </>
  );
}

function facts({ calls, writes, approvals, signatureFailures, deviations }: AgentRecordView) {
  const list: (readonly [string, ReactNode])[] = [
    ["Calls looked at", calls.count === 0 ? "none yet" : calls.count],
    ["Answers in", calls.medianMs === null ? "–" : `${calls.medianMs} ms, slowest twentieth ${calls.p95Ms} ms`],
    ["Without a usable answer", calls.unanswered],
    ["Errors", countedWords(calls.errors, (code) => code)],
    ["Writes read back", writes.verified],
    ["Accepted but not done", `${writes.missed}${share(writes.missed, writes.verified)}`],
    ["Outcome not known", writes.unknown],
    ["Approval by its people", approvalWords(approvals)],
    ["Webhooks not proved", signatureFailures],
    ["Off the standard", countedWords(deviations, deviationWords)],
  ];
  return list;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "" : ` (${Math.round((100 * part) / whole)} %)`;
}

function countedWords(codes: readonly Counted[], wordsOf: (code: string) => string): string {
  return codes.map(({ code, count }) => `${wordsOf(code)} × ${count}`).join(", ") || "none";
}

function approvalWords({ finished, medianMinutes, longestMinutes, waiting, overdue }: AgentRecordView["approvals"]) {
  const open = waiting === 0 ? "" : `, ${waiting} waiting${overdue === 0 ? "" : `, ${overdue} of them overdue`}`;
  if (medianMinutes === null || longestMinutes === null) return `none finished yet${open}`;
  const longest = finished === 1 ? "" : `, longest ${minutesInWords(longestMinutes)}`;
  return `${minutesInWords(medianMinutes)} in the middle of ${finished}${longest}${open}`;
}
