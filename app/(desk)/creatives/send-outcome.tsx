"use client";

import { Button } from "@/app/_ui/button";
import { DialogButtons } from "@/app/_ui/dialog";
import { Tag } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import styles from "./creatives.module.css";

type SyncOutcome = RouterOutput["creatives"]["sync"];

/** What went where, and what stayed here and why: nothing is left out in silence. */
export function SendOutcome({ outcome, onClose }: { readonly outcome: SyncOutcome; readonly onClose: () => void }) {
  const { sent, leftOut } = outcome;
  return (
    <div className={styles.form}>
      <p role="status">
        {sent.length === 0 ? "Nothing was sent." : "On the way. Each seller's review shows in the library as it comes."}
      </p>
      {sent.length > 0 && (
        <ul className={styles.rows}>
          {bySeller(sent).map(({ salesAgent, items }) => (
            <li key={salesAgent.id}>
              <span className="b">{salesAgent.name}</span>
              <Tag tone="accent" glyph="send">
                {items.length} sending
              </Tag>
              <span className={`${styles.wide} sm dim`}>
                {items.map(({ creative, format }) => `${creative.name} as ${format}`).join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {leftOut.length > 0 && (
        <details open={sent.length === 0}>
          <summary>{leftOut.length} not sent, and why</summary>
          <ul className={styles.rows}>
            {bySeller(leftOut).map(({ salesAgent, items }) => (
              <li key={salesAgent.id}>
                <span className="b">{salesAgent.name}</span>
                {items.map(({ creative, reason }) => (
                  <span key={creative.id} className={`${styles.wide} sm`}>
                    {creative.name}: <span className="dim">{reason}</span>
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </details>
      )}
      <DialogButtons>
        <Button variant="filled" onClick={onClose}>
          Done
        </Button>
      </DialogButtons>
    </div>
  );
}

type OfSeller = { readonly salesAgent: { readonly id: string; readonly name: string } };

function bySeller<T extends OfSeller>(items: readonly T[]): readonly (OfSeller & { readonly items: readonly T[] })[] {
  const sellers = new Map(items.map(({ salesAgent }) => [salesAgent.id, salesAgent]));
  return [...sellers.values()].map((salesAgent) => ({
    salesAgent,
    items: items.filter((item) => item.salesAgent.id === salesAgent.id),
  }));
}
