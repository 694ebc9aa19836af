"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useViewer } from "@/app/_ui/viewer";
import type { ExchangeView } from "@/server/api/views/exchange-view";
import { requestText, responseText } from "./exchange-text";
import { exchangeName, statusLookOf } from "./exchange-words";
import { LineDiff } from "./line-diff";
import styles from "./transcript.module.css";

type CompareProps = { readonly first: string; readonly second: string };

/** Two exchanges: what was asked and what was answered, line by line. */
export function CompareExchanges({ first, second }: CompareProps) {
  const trpc = useTRPC();
  const one = useQuery(trpc.transcript.get.queryOptions({ exchangeId: first }));
  const other = useQuery(trpc.transcript.get.queryOptions({ exchangeId: second }));
  const refusal = refusalOf(one.error ?? other.error);
  if (refusal) return <Failure title="They could not be loaded" message={refusal.message} />;
  if (!one.data || !other.data) return <p className="dim">Reading both…</p>;
  return (
    <div className={styles.compare}>
      <p className="sm">
        <b>−</b> <Side exchange={one.data} />
        <br />
        <b>+</b> <Side exchange={other.data} />
      </p>
      <LineDiff title="Request" before={requestText(one.data)} after={requestText(other.data)} />
      <LineDiff title="Response" before={responseText(one.data)} after={responseText(other.data)} />
    </div>
  );
}

function Side({ exchange }: { readonly exchange: ExchangeView }) {
  const { timeZone } = useViewer();
  const { salesAgent, attempt, errorCode } = exchange;
  return (
    <>
      {exchangeName(exchange, timeZone)}
      {salesAgent && `, ${salesAgent.name}`}
      {attempt !== null && `, attempt ${attempt}`}: {statusLookOf(exchange).word}
      {errorCode && ` (${errorCode})`}
    </>
  );
}
