"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Age } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import type { CapabilitiesView } from "@/server/api/views/capabilities-view";
import { LossList } from "../../_capabilities/loss-list";
import { AgentRepeats } from "./agent-repeats";

type AgentCapabilitiesProps = { readonly salesAgentId: string; readonly mayWrite: boolean };

/** What the agent says it can, whether its promise of safe repeats holds, and what can never be said to it. */
export function AgentCapabilities({ salesAgentId, mayWrite }: AgentCapabilitiesProps) {
  const { data, error, isPending } = useQuery(useTRPC().capabilities.forAgent.queryOptions({ salesAgentId }));
  const refusal = refusalOf(error);
  return (
    <>
      <Section
        title="What the seller says it can"
        hint={
          data?.askedAt ? (
            <>
              as of <Age instant={data.askedAt} />
            </>
          ) : (
            "not asked yet"
          )
        }
      >
        {refusal && <Failure title="What it can could not be loaded" message={refusal.message} />}
        {isPending && <p className="dim">Reading what it can…</p>}
        {data &&
          (data.says ? <Facts items={factsOf(data.says)} /> : <p className="dim">Test the connection to ask.</p>)}
      </Section>
      {data && <AgentRepeats salesAgentId={salesAgentId} repeats={data.repeats} mayWrite={mayWrite} />}
      {data && data.cannot.length > 0 && (
        <Section title="What it cannot be told" hint={`${data.cannot.length} of what a campaign can use`}>
          <LossList losses={data.cannot} calm />
        </Section>
      )}
    </>
  );
}

function factsOf(says: NonNullable<CapabilitiesView["says"]>): (readonly [string, ReactNode])[] {
  const list = (values: readonly string[] | null) => values?.join(", ") || "not declared";
  return [
    ["Seller", says.sellerName ?? "not declared"],
    ["About", says.description ?? "not declared"],
    ["AdCP", says.version],
    ["Specialisms", list(says.specialisms)],
    ["Channels", list(says.channels)],
    ["Publishers", list(says.publisherDomains)],
    ["Priced by", list(says.pricingModels).replaceAll("_", " ")],
    ["Targeting", list(says.targeting)],
    ["Conversions", says.conversions ?? "not tracked"],
    ["Reports", says.reporting === null ? "read by polling; each product says more" : list(says.reporting)],
    ["Creatives with the buy", says.inlineCreatives ? "yes" : "no, synced first"],
    ["Accounts", list(says.account)],
    [
      "Tools",
      <span key="tools" className="sm">
        {list(says.tools)}
      </span>,
    ],
  ];
}
