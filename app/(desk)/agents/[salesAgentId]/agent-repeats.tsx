"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { Tag, type Tone } from "@/app/_ui/tag";
import type { CapabilitiesView } from "@/server/api/views/capabilities-view";

type Repeats = CapabilitiesView["repeats"];
type Outcome = NonNullable<Repeats["check"]>["outcome"];

const words: Readonly<
  Record<Outcome, { readonly tone: Tone; readonly glyph: "check" | "cross" | "question"; readonly word: string }>
> = {
  kept: { tone: "verified", glyph: "check", word: "Promise kept" },
  doubled: { tone: "stop", glyph: "cross", word: "Ordered twice" },
  refused: { tone: "stop", glyph: "cross", word: "Repeat refused" },
  not_checked: { tone: "plain", glyph: "question", word: "Not checked" },
};

type AgentRepeatsProps = { readonly salesAgentId: string; readonly repeats: Repeats; readonly mayWrite: boolean };

/** Whether a write that got no answer may be sent again: what the seller claims, what came of trying it, what we do. */
export function AgentRepeats({ salesAgentId, repeats, mayWrite }: AgentRepeatsProps) {
  const { check, whyNoCheck } = repeats;
  return (
    <Section
      title="Safe repeat of a write"
      hint={check ? <Age instant={check.at} /> : "not tried yet"}
      actions={mayWrite ? <TryNow salesAgentId={salesAgentId} whyNot={whyNoCheck} /> : undefined}
    >
      <p>{claimOf(repeats)}</p>
      {check && (
        <p style={{ margin: "8px 0 0" }}>
          <Tag tone={words[check.outcome].tone} glyph={words[check.outcome].glyph}>
            {words[check.outcome].word}
          </Tag>{" "}
          {check.detail}
        </p>
      )}
      {mayWrite && whyNoCheck && <p className="sm dim">{whyNoCheck}</p>}
    </Section>
  );
}

function claimOf({ claimedSeconds, trustedSeconds }: Repeats): string {
  if (claimedSeconds === null)
    return "Not promised: a write without a clear answer is looked up at the seller before anything is sent again.";
  const hours = `${Math.round(claimedSeconds / 3600)} h`;
  return trustedSeconds === null
    ? `It promises to recognise a repeat within ${hours}, and did not: a write without a clear answer is looked up at the seller first.`
    : `It promises to recognise a repeat within ${hours}: a write without a clear answer is sent again under the same key.`;
}

function TryNow({ salesAgentId, whyNot }: { readonly salesAgentId: string; readonly whyNot: string | null }) {
  const check = useMutation(useTRPC().capabilities.checkIdempotency.mutationOptions());
  const refusal = refusalOf(check.error);
  return (
    <>
      {refusal && <Failure title="It was not tried" message={refusal.message} requestId={refusal.requestId} />}
      <BusyButton
        busy={check.isPending}
        busyLabel="Ordering twice…"
        disabled={whyNot !== null}
        title={whyNot ?? "Sends one tiny order twice on the sandbox account and cancels it"}
        onClick={() => check.mutate({ salesAgentId })}
      >
        Try it on the sandbox account
      </BusyButton>
    </>
  );
}
