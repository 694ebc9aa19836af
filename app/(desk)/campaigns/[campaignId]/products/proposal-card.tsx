"use client";

import { useState } from "react";
import { AmountInput } from "@/app/_ui/amount-input";
import { Age } from "@/app/_ui/date";
import { Section } from "@/app/_ui/section";
import { Chip, Tag } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import type { ProposalView } from "@/server/api/views/proposal-view";
import { isWholeMinor } from "@/server/domain/money";
import { forecastWords } from "./product-words";
import { ProposalActions } from "./proposal-actions";
import { ProposalTable } from "./proposal-table";
import { guidanceWords, standingWords } from "./proposal-words";
import styles from "./proposals.module.css";

type ProposalCardProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly proposal: ProposalView;
  readonly searchId: string;
  readonly mayWrite: boolean;
};

/** One seller's plan: what it is made of at the campaign's total, how long it holds, and the next thing to do with it. */
export function ProposalCard({ campaign, proposal, searchId, mayWrite }: ProposalCardProps) {
  const { salesAgent, name, description, briefAlignment, currency, taken } = proposal;
  const [typed, setTyped] = useState<bigint | null>(proposal.totalMicros);
  const totalMicros = taken ? proposal.totalMicros : typed;
  const total = totalMicros === null ? null : { micros: totalMicros, currency };
  const usable = total !== null && total.micros > 0n && isWholeMinor(total) ? total : null;
  const { tone, glyph, word } = standingWords(proposal);
  return (
    <div id={`proposal-${proposal.id}`}>
      <Section
        title={name}
        hint={
          <>
            Proposal of {salesAgent.name} {salesAgent.sandbox && <Chip>Sandbox</Chip>}
          </>
        }
        actions={
          <Tag tone={tone} glyph={glyph}>
            {word}
          </Tag>
        }
        flush
      >
        <div className={styles.body}>
          {description && <p className={styles.words}>{description}</p>}
          {briefAlignment && <p className={`${styles.words} dim`}>{briefAlignment}</p>}
          <ProposalFacts proposal={proposal} />
        </div>
        <ProposalTable proposal={proposal} total={usable} campaignId={campaign.id} />
        <div className={styles.body}>
          {mayWrite && campaign.editable && !taken && (
            <div className={styles.total}>
              <AmountInput
                label="Total for this proposal"
                currency={currency}
                micros={typed}
                onAmount={({ micros }) => setTyped(micros)}
              />
            </div>
          )}
          <ProposalActions
            campaign={campaign}
            proposal={proposal}
            searchId={searchId}
            total={usable}
            mayWrite={mayWrite}
          />
        </div>
      </Section>
    </div>
  );
}

function ProposalFacts({ proposal }: { readonly proposal: ProposalView }) {
  const { guidance, currency, forecast, expiresAt, standing, problem, changed, orderMismatch } = proposal;
  const wanted = guidanceWords(guidance, currency);
  const reach = forecastWords(forecast);
  return (
    <p className={styles.facts}>
      {wanted && <span className="dim">The seller advises {wanted}</span>}
      {reach && <span className="dim">{reach} impressions forecast</span>}
      {expiresAt && (
        <span className={standing === "expired" ? styles.short : "dim"}>
          {standing === "expired" ? "expired " : "ends "}
          <Age instant={expiresAt} />
        </span>
      )}
      {problem && <span className={styles.short}>{problem}</span>}
      {changed && <span className={styles.short}>It is bought as packages, not as this proposal: {changed}</span>}
      {orderMismatch && <span className={styles.short}>{orderMismatch}</span>}
    </p>
  );
}
