"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { SegmentedControl } from "@/app/_ui/segmented-control";
import { Chip } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";
import type { AskedAgent } from "@/server/api/views/asked-agent";
import type { ProductSearchView } from "@/server/api/views/product-view";
import styles from "./products.module.css";
import { RefineField } from "./refine-field";

type AskPanelProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly agents: readonly AskedAgent[];
  readonly search: ProductSearchView | null;
};

/** The brief as the sellers will read it, and who is asked. */
export function AskPanel({ campaign, agents, search }: AskPanelProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(() => notAskedLastTime(agents, search));
  const [mode, setMode] = useState<"brief" | "wholesale">(search?.mode === "wholesale" ? "wholesale" : "brief");
  const ask = useMutation(useTRPC().products.search.mutationOptions());
  const mayWrite = useCan("campaign:write");
  const { brief } = campaign.draft;
  const asked = agents.filter((agent) => !left.has(agent.id));
  const refusal = refusalOf(ask.error);
  const askNow = () => ask.mutate({ campaignId: campaign.id, salesAgentIds: asked.map((agent) => agent.id), mode });
  return (
    <section className={styles.ask} aria-label="What sellers are asked">
      <div className={styles.brief}>
        <ModeChoice mode={mode} onMode={setMode} />
        {mode === "brief" ? (
          <BriefWords brief={brief} search={search} />
        ) : (
          <p className="dim">Sellers list everything they have: the brief is not sent, and nobody proposes a plan.</p>
        )}
        <AgentChoice agents={agents} left={left} onLeft={setLeft} />
      </div>
      <div className={styles.askActions}>
        <Button component={Link} href={`/campaigns/${campaign.id}`}>
          Edit brief
        </Button>
        {mayWrite && (
          <BusyButton
            look={search ? "plain" : "primary"}
            busy={ask.isPending}
            busyLabel="Asking…"
            disabled={(mode === "brief" && !brief.trim()) || asked.length === 0}
            onClick={askNow}
          >
            {search ? "Ask again" : `Ask ${asked.length} ${asked.length === 1 ? "seller" : "sellers"}`}
          </BusyButton>
        )}
      </div>
      {search && mayWrite && <RefineField search={search} />}
      {refusal && (
        <div className={styles.wide}>
          <Failure title="Nobody was asked" message={refusal.message} requestId={refusal.requestId} retry={askNow} />
        </div>
      )}
    </section>
  );
}

/** The brief as the sellers will read it. */
function BriefWords({ brief, search }: { readonly brief: string; readonly search: ProductSearchView | null }) {
  return (
    <>
      {brief.trim() ? (
        <p className={styles.briefText}>{brief}</p>
      ) : (
        <p className="dim">There is no brief yet. Sellers choose their products by it.</p>
      )}
      {search?.mode === "brief" && search.brief !== brief && (
        <p className="sm dim">The brief has changed since these answers.</p>
      )}
    </>
  );
}

type AgentChoiceProps = {
  readonly agents: readonly AskedAgent[];
  readonly left: ReadonlySet<string>;
  readonly onLeft: (left: ReadonlySet<string>) => void;
};

function AgentChoice({ agents, left, onLeft }: AgentChoiceProps) {
  const mayWrite = useCan("campaign:write");
  const toggle = (id: string, wanted: boolean) => {
    const next = new Set(left);
    if (wanted) next.delete(id);
    else next.add(id);
    onLeft(next);
  };
  return (
    <fieldset className={styles.agents} disabled={!mayWrite}>
      <legend className="visually-hidden">Sales agents to ask</legend>
      {agents.map((agent) => (
        <span key={agent.id} className={styles.agent}>
          <Checkbox
            label={agent.name}
            checked={!left.has(agent.id)}
            onChange={(event) => toggle(agent.id, event.currentTarget.checked)}
          />
          {agent.sandbox && <Chip>Sandbox</Chip>}
        </span>
      ))}
      {agents.length === 0 && <Link href="/agents">Add a sales agent first</Link>}
    </fieldset>
  );
}

type ModeChoiceProps = {
  readonly mode: "brief" | "wholesale";
  readonly onMode: (mode: "brief" | "wholesale") => void;
};

/** What sellers are asked for: their choice for the brief, with proposals, or everything they have. */
function ModeChoice({ mode, onMode }: ModeChoiceProps) {
  return (
    <SegmentedControl
      aria-label="What sellers are asked for"
      className={styles.mode ?? ""}
      value={mode}
      onChange={(value) => onMode(value === "wholesale" ? "wholesale" : "brief")}
      data={[
        { value: "brief", label: "From the brief" },
        { value: "wholesale", label: "Whole catalogue" },
      ]}
    />
  );
}

function notAskedLastTime(agents: readonly AskedAgent[], search: ProductSearchView | null): ReadonlySet<string> {
  if (!search) return new Set();
  const asked = new Set(search.answers.map((answer) => answer.salesAgent.id));
  return new Set(agents.filter((agent) => !asked.has(agent.id)).map((agent) => agent.id));
}
