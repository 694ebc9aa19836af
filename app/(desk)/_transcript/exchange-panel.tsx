"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { useCan } from "@/app/_ui/viewer";
import type { ExchangesOf } from "./exchanges";
import styles from "./transcript.module.css";

/** Loaded when somebody looks: a page that only offers it stays as small as it was. */
const Exchanges = dynamic(() => import("./exchanges").then((module) => module.Exchanges), {
  ssr: false,
  loading: () => <p className="dim">Loading the exchanges…</p>,
});

type ExchangePanelProps = {
  readonly of: ExchangesOf;
  /** What they are the exchanges of: "this change". */
  readonly what: string;
  readonly live?: boolean | undefined;
  /** Shown at once: somebody asked for all of them. */
  readonly open?: boolean | undefined;
};

/** The exchanges of something, behind one line until they are asked for. Nothing for who may not read them. */
export function ExchangePanel({ of, what, live, open = false }: ExchangePanelProps) {
  const mayRead = useCan("transcript:read");
  const [isOpen, setOpen] = useState(false);
  if (!mayRead) return null;
  const isShown = isOpen || open;
  return (
    <details className={styles.panel} open={isShown} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="sm dim">Exchanges</summary>
      {isShown && (
        <div className={styles.panelBody}>
          <Exchanges
            caption={`Exchanges of ${what}, newest first`}
            of={of}
            live={live}
            empty={<p className="dim">No exchange is kept: nothing was sent yet, or it is too long ago.</p>}
          />
        </div>
      )}
    </details>
  );
}
