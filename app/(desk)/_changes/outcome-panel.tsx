"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { clockWords } from "@/app/_ui/date-words";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import type { OutcomeView } from "@/server/api/views/resolve-view";
import styles from "./attention.module.css";
import { CandidateList } from "./candidate-list";

type PanelProps = { readonly change: ChangeView; readonly zone: string };

/** An open outcome: what is done about it by itself and when, and what a person may decide now. */
export function OutcomePanel({ change, zone }: PanelProps) {
  const outcome = useQuery(useTRPC().inbox.outcome.queryOptions({ changeId: change.id }, { refetchInterval: 2_000 }));
  const { data } = outcome;
  if (!data) return <p className="sm dim">Looking at what happens next…</p>;
  return (
    <div className={styles.outcome}>
      <ul className={`sm dim ${styles.next}`} aria-label="What happens next">
        {nextWords(data, change, zone).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {data.candidates.length > 0 && <CandidateList change={change} zone={zone} candidates={data.candidates} />}
      <Decisions change={change} outcome={data} />
    </div>
  );
}

function nextWords(outcome: OutcomeView, change: ChangeView, zone: string): string[] {
  const seller = change.salesAgent.name;
  const lines = outcome.next.map(({ what, at }) => {
    const when = at === null ? "now" : `at ${clockWords(at, zone)}`;
    return what === "send"
      ? `Next: the same request again under the same key, ${when}. ${seller} recognises a repeat.`
      : `Next: a look at ${seller} for it, ${when}.`;
  });
  const held = outcome.newKeyFrom !== null && outcome.sendAnew !== null;
  const quarantine = held
    ? [`No new request before ${clockWords(outcome.newKeyFrom ?? "", zone)}: a late copy may still arrive.`]
    : [];
  return [...new Set([...lines, ...quarantine])];
}

type Decision = "send_anew" | "give_up" | "confirm";

const decisions = {
  send_anew: {
    label: "Send it anew…",
    title: "Send it again under a new key?",
    action: { label: "Send it anew", busyLabel: "Sending…", look: "primary" },
    says: "The seller shows no media buy like this one, and no late copy of the first request can arrive any more.",
  },
  give_up: {
    label: "Give up…",
    title: "Give it up?",
    action: { label: "Give up", busyLabel: "Giving up…", look: "stop" },
    says: "It is never sent again. The seller does not show it.",
  },
  confirm: {
    label: "The seller says it happened…",
    title: "Has the seller told you that it happened?",
    action: { label: "It happened", busyLabel: "Saving…", look: "primary" },
    says: "Nothing is sent. The media buy is read back field by field, and says what is true.",
  },
} as const;

/** Buttons for what the engine's rules allow now; what they do not allow yet is said, not offered. */
function Decisions({ change, outcome }: { readonly change: ChangeView; readonly outcome: OutcomeView }) {
  const mayRetry = useCan("change:retry");
  const [open, setOpen] = useState<Decision | null>(null);
  const settle = useMutation(
    useTRPC().inbox.settleOutcome.mutationOptions({
      onSuccess: () => {
        notify({ title: "Decided", text: "The page says what came of it." });
        setOpen(null);
      },
    }),
  );
  const refusal = refusalOf(settle.error);
  if (!mayRetry) return null;
  const allowed = [
    ...(outcome.sendAnew === null ? (["send_anew"] as const) : []),
    ...(outcome.confirm === null ? (["confirm"] as const) : []),
    ...(outcome.giveUp === null ? (["give_up"] as const) : []),
  ];
  const chosen = open && decisions[open];
  return (
    <div className={styles.actions}>
      {allowed.map((how) => (
        <Button key={how} onClick={() => setOpen(how)}>
          {decisions[how].label}
        </Button>
      ))}
      {allowed.length === 0 && outcome.giveUp && outcome.newKeyFrom === null && (
        <p className="sm dim">{outcome.giveUp}.</p>
      )}
      {open && chosen && (
        <ConfirmDialog
          open
          onClose={() => setOpen(null)}
          title={chosen.title}
          action={chosen.action}
          busy={settle.isPending}
          reason={{ label: "Note, for the record", optional: true }}
          onConfirm={(note) => settle.mutate({ changeId: change.id, how: open, note })}
        >
          <p>{chosen.says}</p>
          {refusal && <Failure title="It was not decided" message={refusal.message} requestId={refusal.requestId} />}
        </ConfirmDialog>
      )}
    </div>
  );
}
