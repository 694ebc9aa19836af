"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { Section } from "@/app/_ui/section";
import type { RouterOutput } from "@/server/api/root";
import { CompareExchanges } from "./compare-exchanges";
import styles from "./transcript.module.css";

/** Sends the call again to a sandbox seller and shows what came of it beside the first. */
export function ReplayPanel({ exchangeId }: { readonly exchangeId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Send again to a sandbox" hint="a new key, a sandbox account, no real order">
      {isOpen ? <Replay exchangeId={exchangeId} /> : <Button onClick={() => setOpen(true)}>Choose a sandbox</Button>}
    </Section>
  );
}

type Choices = RouterOutput["transcript"]["replayChoices"];

function Replay({ exchangeId }: { readonly exchangeId: string }) {
  const choices = useQuery(useTRPC().transcript.replayChoices.queryOptions({ exchangeId }));
  const refusal = refusalOf(choices.error);
  if (refusal) return <Failure title="The sandboxes could not be loaded" message={refusal.message} />;
  if (!choices.data) return <p className="dim">Looking for sandboxes…</p>;
  if (choices.data.refusal) return <p>It cannot be sent again. {choices.data.refusal}.</p>;
  return <ReplayForm exchangeId={exchangeId} choices={choices.data} />;
}

function ReplayForm({ exchangeId, choices }: { readonly exchangeId: string; readonly choices: Choices }) {
  const replay = useMutation(useTRPC().transcript.replay.mutationOptions());
  const usable = choices.agents.find((agent) => agent.refusal === null);
  const [chosen, setChosen] = useState(usable?.id ?? "");
  const refusal = refusalOf(replay.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== "") replay.mutate({ exchangeId, salesAgentId: chosen });
  };
  return (
    <form className={styles.replay} onSubmit={submit}>
      {choices.leftOut.map((words) => (
        <p key={words} className="sm dim">
          Left out: {words}.
        </p>
      ))}
      <NativeSelect
        label="Sandbox"
        value={chosen}
        data={[
          ...(usable ? [] : [{ value: "", label: "No agent is a sandbox" }]),
          ...choices.agents.map(({ id, name, refusal: why }) => ({ value: id, label: name, disabled: why !== null })),
        ]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Refused agents={choices.agents} />
      <div>
        <BusyButton type="submit" look="primary" busy={replay.isPending} busyLabel="Sending…" disabled={chosen === ""}>
          Send again
        </BusyButton>
      </div>
      {refusal && <Failure title="It was not sent" message={refusal.message} requestId={refusal.requestId} />}
      {replay.data?.problem && (
        <Failure title="The sandbox refused it" code={replay.data.problem.code} message={replay.data.problem.message} />
      )}
      {replay.data && <Outcome exchangeId={exchangeId} since={replay.data.at} />}
    </form>
  );
}

function Refused({ agents }: { readonly agents: Choices["agents"] }) {
  const refused = agents.filter((agent) => agent.refusal !== null);
  if (refused.length === 0) return null;
  return (
    <details>
      <summary className="sm dim">{refused.length} cannot be chosen</summary>
      <ul className="sm">
        {refused.map((agent) => (
          <li key={agent.id}>{agent.refusal}</li>
        ))}
      </ul>
    </details>
  );
}

const lookMs = 300;

/** The transcript is written a moment after the answer. */
function Outcome({ exchangeId, since }: { readonly exchangeId: string; readonly since: string }) {
  const replays = useQuery(
    useTRPC().transcript.list.queryOptions(
      { replayOfId: exchangeId, from: since },
      { refetchInterval: ({ state }) => (newest(state.data) ? false : lookMs) },
    ),
  );
  const made = newest(replays.data);
  if (!made) return <p className="dim">Waiting for the transcript…</p>;
  return <CompareExchanges first={exchangeId} second={made.id} />;
}

/** Not the handshake that may have come before it. */
function newest(list: RouterOutput["transcript"]["list"] | undefined) {
  return list?.rows.find((row) => !["initialize", "notifications/initialized", "agent_card"].includes(row.tool));
}
