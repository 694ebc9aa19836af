"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Tag } from "@/app/_ui/tag";
import { TextInput } from "@/app/_ui/text-input";
import type { DiscoveredAgent, DiscoveryView } from "@/server/api/views/discovery-view";
import { protocolLabel } from "./agent-fields";
import styles from "./discover.module.css";

export type Found = Pick<DiscoveredAgent, "name" | "url" | "protocol"> & { readonly domain: string };

/** Reads what a domain publishes of its agents and lets one be chosen. */
export function DiscoverAgents({ onChoose }: { readonly onChoose: (found: Found) => void }) {
  const [domain, setDomain] = useState("");
  const hintId = useId();
  const read = useMutation(useTRPC().discovery.read.mutationOptions());
  const refusal = refusalOf(read.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!read.isPending) read.mutate({ domain });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.find} aria-label="Find agents by domain">
      <div className={styles.ask}>
        <TextInput
          label="Find by domain"
          aria-describedby={hintId}
          placeholder="example.com"
          inputMode="url"
          value={domain}
          error={refusal?.fields.domain}
          onChange={(event) => setDomain(event.currentTarget.value)}
        />
        <BusyButton type="submit" busy={read.isPending} busyLabel="Reading…">
          Look it up
        </BusyButton>
      </div>
      <p id={hintId} className="sm dim">
        Reads its adagents.json, brand.json and agent card
      </p>
      {refusal && !refusal.fields.domain && (
        <Failure title="Nothing was looked up" message={refusal.message} requestId={refusal.requestId} />
      )}
      {read.data && <Findings view={read.data} onChoose={onChoose} />}
    </form>
  );
}

function Findings({ view, onChoose }: { readonly view: DiscoveryView; readonly onChoose: (found: Found) => void }) {
  const { agents, documents, domain } = view;
  return (
    <div className={styles.findings}>
      <p role="status">
        {agents.length === 0 ? `No agent was found at ${domain}.` : `${agents.length} found at ${domain}. Choose one:`}
      </p>
      {agents.length > 0 && (
        <ul className={styles.list} aria-label={`Agents found at ${domain}`}>
          {agents.map((agent) => (
            <FoundAgent key={agent.url} agent={agent} onChoose={() => onChoose({ ...agent, domain })} />
          ))}
        </ul>
      )}
      <details className="sm dim">
        <summary>What the files say</summary>
        <ul>
          {documents.map(({ name, sentence }) => (
            <li key={name}>
              {name}: {sentence}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function FoundAgent({ agent, onChoose }: { readonly agent: DiscoveredAgent; readonly onChoose: () => void }) {
  const scope = scopeOf(agent);
  return (
    <li className={styles.agent}>
      <div>
        <span className="b">{agent.name}</span> <span className="dim sm">{protocolLabel(agent.protocol)}</span>
        <div className={`sm dim ${styles.url}`}>{agent.url}</div>
        {agent.authorisedFor && <div className="sm">{agent.authorisedFor}</div>}
        {scope && <div className="sm dim">{scope}</div>}
        {agent.remarks.map((remark) => (
          <div key={remark} className="sm">
            <Tag tone="wait" glyph="warn">
              {remark}
            </Tag>
          </div>
        ))}
      </div>
      {agent.added ? (
        <span className="sm">
          Added as <Link href={`/agents/${agent.added.id}`}>{agent.added.name}</Link>
        </span>
      ) : (
        <Button size="compact-sm" onClick={onChoose}>
          Choose
          <span className="visually-hidden">
            {" "}
            {agent.name} at {agent.url}
          </span>
        </Button>
      )}
    </li>
  );
}

const delegations: Readonly<Record<string, string>> = {
  direct: "direct",
  delegated: "on the publisher's behalf",
  ad_network: "as part of a network",
};

/** "direct, 2 properties: Acme News, Acme Sport, in DE and AT, the only one" */
function scopeOf({ delegation, properties, countries, exclusive }: DiscoveredAgent): string {
  const { count, names } = properties;
  const more = count > names.length ? " and more" : "";
  const parts = [
    delegation === null ? null : (delegations[delegation] ?? delegation),
    count === 0 ? null : `${count} ${count === 1 ? "property" : "properties"}: ${names.join(", ")}${more}`,
    countries.length === 0 ? null : `in ${countries.slice(0, 8).join(", ")}${countries.length > 8 ? " and more" : ""}`,
    exclusive ? "the only one for it" : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
