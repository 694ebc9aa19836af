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
          {field.evidence === "reply" ? "the seller's reply says" : "the seller shows"}{" "}
          <FieldValue value={field.found} {...shared} />
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
      return <div className={`sm dim ${styles.note}`}>{unseenWords(field)}</div>;
    case "applied":
      return field.evidence === "delivery" ? (
        <div className={`sm dim ${styles.note}`}>
          as its delivery report shows; the seller has no way to read it back
        </div>
      ) : null;
    default:
      return null;
  }
}

/** Why nothing better can be said of it. */
function unseenWords({ evidence, noReadBack }: FieldChangeView): string {
  if (evidence === "reply") {
    return noReadBack
      ? "as the seller's reply says; it has no way to read the media buy back"
      : "accepted in the reply; the seller's read does not show it";
  }
  return noReadBack
    ? "accepted; the seller's reply does not name it, and it has no way to read the media buy back"
    : "the seller's read does not show it";
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
