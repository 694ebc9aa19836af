"use client";

import { Button } from "@mantine/core";
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
          {sent.map(({ creative, salesAgent, format }) => (
            <li key={`${creative.id}/${salesAgent.id}`}>
              <span>
                <span className="b">{creative.name}</span> to {salesAgent.name}
                <span className="sm dim"> · as {format}</span>
              </span>
              <Tag tone="accent" glyph="send">
                Sending
              </Tag>
            </li>
          ))}
        </ul>
      )}
      {leftOut.length > 0 && (
        <details open={sent.length === 0}>
          <summary>Not sent: {leftOut.length}</summary>
          <ul className={styles.rows}>
            {leftOut.map(({ creative, salesAgent, reason }) => (
              <li key={`${creative.id}/${salesAgent.id}`}>
                <span>
                  <span className="b">{creative.name}</span>, {salesAgent.name}
                  <span className="sm dim"> · {reason}</span>
                </span>
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
