"use client";

import { Age, useNow } from "@/app/_ui/date";
import type { FieldChangeView } from "@/server/api/views/change-view";
import styles from "./changes.module.css";
import { FieldValue } from "./field-value";

type NoteProps = {
  readonly field: FieldChangeView;
  readonly currency: string | null;
  readonly zone: string;
  /** When it was asked for. */
  readonly since: string | null;
};

/** What the read-back found, where it is not simply there: the seller's value, what it proposes, or that nothing shows it. */
export function FieldNote({ field, currency, zone, since }: NoteProps) {
  const shared = { field: field.field, format: field.format, currency, zone };
  switch (field.verdict) {
    case "ignored":
    case "changed":
      return (
        <div className={`sm dim ${styles.note}`}>
          the seller shows <FieldValue value={field.found} {...shared} />
        </div>
      );
    case "pending":
      return (
        <div className={`sm dim ${styles.note}`}>
          now <FieldValue value={field.found ?? field.before} {...shared} /> · proposed{" "}
          <FieldValue value={field.proposed ?? field.requested} {...shared} />, not confirmed
          {since && <Since instant={since} />}
        </div>
      );
    case "unknown":
      return (
        <div className={`sm dim ${styles.note}`}>
          {field.evidence === "reply"
            ? "accepted in the reply; the seller's read does not show it"
            : "the seller's read does not show it"}
        </div>
      );
    default:
      return null;
  }
}

const overdueMillis = 24 * 3_600_000;

/** A seller that has not confirmed within a day is overdue, not failed (an insertion order may take days). */
function Since({ instant }: { readonly instant: string }) {
  const now = useNow();
  const overdue = now !== null && now - Date.parse(instant) > overdueMillis;
  return (
    <>
      {" "}
      since it was sent <Age instant={instant} />
      {overdue && <b>: overdue, ask the seller</b>}
    </>
  );
}
