"use client";

import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { Section } from "@/app/_ui/section";
import { useCan, useViewer } from "@/app/_ui/viewer";
import type { ExchangeLineView, ExchangeView } from "@/server/api/views/exchange-view";
import { asCurl } from "./as-curl";
import { CompareExchanges } from "./compare-exchanges";
import { CopyButton } from "./copy-button";
import { ExchangeStatus, ForWhat } from "./exchange-table";
import { momentWords, wayWords } from "./exchange-words";
import { MessageBlock } from "./message-block";
import { ReplayPanel } from "./replay-panel";
import styles from "./transcript.module.css";

type ExchangeDetailProps = { readonly exchange: ExchangeView; readonly onOpen: (id: string) => void };

/** Request and answer as they went over the wire, without what is secret; what else belongs to it; what can be done with it. */
export function ExchangeDetail({ exchange, onOpen }: ExchangeDetailProps) {
  const mayReplay = useCan("sales_agent:write") && exchange.direction === "out";
  const { errorCode, error, direction, status } = exchange;
  const ours = direction === "out";
  const failed = ours ? (status === null ? "No answer came" : "The seller refused it") : "The webhook was refused";
  return (
    <>
      <div className={styles.actions}>
        <CopyButton label="Copy as curl" text={() => asCurl(exchange)} />
        <Button onClick={() => download(exchange)}>Download JSON</Button>
      </div>
      <ExchangeFacts exchange={exchange} />
      {errorCode && <Failure title={failed} code={errorCode} message={error} />}
      <Related exchange={exchange} onOpen={onOpen} />
      <MessageBlock
        title="Request"
        headers={exchange.requestHeaders}
        body={exchange.requestBody}
        noBody={ours ? "It has no body." : "It was not read."}
      />
      <MessageBlock
        title="Response"
        headers={exchange.responseHeaders}
        body={exchange.responseBody}
        noBody={exchange.status === null ? "None came." : "It has no body."}
      />
      {mayReplay && <ReplayPanel exchangeId={exchange.id} />}
    </>
  );
}

function ExchangeFacts({ exchange }: { readonly exchange: ExchangeView }) {
  const { method, url, protocol, milliseconds, direction, salesAgent } = exchange;
  return (
    <Facts
      items={[
        ["Status", <ExchangeStatus key="status" row={exchange} />],
        ["Way", `${wayWords[direction]}, ${protocol}, ${milliseconds} ms`],
        ["Address", `${method} ${url}`],
        ["Seller", salesAgent?.name ?? "–"],
        ["For", <ForWhat key="for" row={exchange} />],
      ]}
    />
  );
}

/** The other sendings of the same call, and what was sent again by hand; each can be held against this one. */
function Related({ exchange, onOpen }: ExchangeDetailProps) {
  const [against, setAgainst] = useState<ExchangeLineView | null>(null);
  if (exchange.related.length === 0) return null;
  return (
    <Section title="Belongs together" hint="the same call, sent more than once">
      <ul className={styles.related}>
        {exchange.related.map((row) => (
          <RelatedLine key={row.id} row={row} onOpen={onOpen} onCompare={() => setAgainst(row)} />
        ))}
      </ul>
      {against && <Against exchange={exchange} other={against} />}
    </Section>
  );
}

function Against({ exchange, other }: { readonly exchange: ExchangeView; readonly other: ExchangeLineView }) {
  const [first, second] = other.at < exchange.at ? [other, exchange] : [exchange, other];
  return <CompareExchanges first={first.id} second={second.id} />;
}

type RelatedLineProps = {
  readonly row: ExchangeLineView;
  readonly onOpen: (id: string) => void;
  readonly onCompare: () => void;
};

function RelatedLine({ row, onOpen, onCompare }: RelatedLineProps) {
  const { timeZone } = useViewer();
  const what = row.attempt === null ? "sent again by hand" : `attempt ${row.attempt}`;
  return (
    <li>
      <button type="button" className={styles.open} onClick={() => onOpen(row.id)}>
        {what}, {momentWords(row.at, timeZone)}
      </button>
      <ExchangeStatus row={row} />
      <Button aria-label={`Compare with ${what}`} onClick={onCompare}>
        Compare
      </Button>
    </li>
  );
}

function download(exchange: ExchangeView): void {
  const { related: _, ...kept } = exchange;
  const address = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${exchange.tool.replace(/[^\w-]/g, "_")}-${exchange.at.replace(/[:.]/g, "-")}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
