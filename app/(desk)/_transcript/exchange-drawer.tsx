"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Glyph } from "@/app/_ui/glyph";
import { useViewer } from "@/app/_ui/viewer";
import { ExchangeDetail } from "./exchange-detail";
import { exchangeName } from "./exchange-words";
import styles from "./transcript.module.css";

type ExchangeDrawerProps = {
  /** null: closed. */
  readonly exchangeId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
};

/** One exchange beside the list: the browser's own dialog, so focus stays inside and Escape closes. */
export function ExchangeDrawer({ exchangeId, onOpen, onClose }: ExchangeDrawerProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const open = exchangeId !== null;
  useEffect(() => {
    if (open && !ref.current?.open) ref.current?.showModal();
    if (!open && ref.current?.open) ref.current.close();
  }, [open]);
  return (
    <dialog ref={ref} className={styles.drawer} aria-labelledby={titleId} onClose={() => open && onClose()}>
      {exchangeId !== null && (
        <Opened key={exchangeId} exchangeId={exchangeId} titleId={titleId} onOpen={onOpen} onClose={onClose} />
      )}
    </dialog>
  );
}

type OpenedProps = {
  readonly exchangeId: string;
  readonly titleId: string;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
};

function Opened({ exchangeId, titleId, onOpen, onClose }: OpenedProps) {
  const { timeZone } = useViewer();
  const exchange = useQuery(useTRPC().transcript.get.queryOptions({ exchangeId }));
  const refusal = refusalOf(exchange.error);
  return (
    <>
      <div className={styles.drawerHead}>
        <h2 id={titleId}>{exchange.data ? exchangeName(exchange.data, timeZone) : "Exchange"}</h2>
        <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
          <Glyph name="cross" />
        </button>
      </div>
      <div className={styles.drawerBody} aria-busy={exchange.isPending}>
        {refusal && (
          <Failure
            title="The exchange could not be loaded"
            message={refusal.message}
            suggestion="It may be older than your organisation keeps exchanges."
            retry={() => exchange.refetch()}
            requestId={refusal.requestId}
          />
        )}
        {exchange.data && <ExchangeDetail exchange={exchange.data} onOpen={onOpen} />}
      </div>
    </>
  );
}
