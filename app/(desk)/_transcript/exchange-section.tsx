"use client";

import Link from "next/link";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import { ExchangePanel } from "./exchange-panel";
import type { ExchangesOf } from "./exchanges";

type ExchangeSectionProps = {
  readonly of: ExchangesOf;
  readonly what: string;
  /** The transcript's page with the same filter. */
  readonly more: string;
};

/** What was exchanged, as a part of a page; read when it is opened. */
export function ExchangeSection({ of, what, more }: ExchangeSectionProps) {
  if (!useCan("transcript:read")) return null;
  return (
    <Section
      title="Over the wire"
      hint="every request and webhook"
      actions={<Link href={more}>In the transcript</Link>}
    >
      <ExchangePanel of={of} what={what} />
    </Section>
  );
}
