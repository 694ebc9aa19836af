import type { ChangeView, FieldChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";
import { FieldValue } from "./field-value";

/** The fields that are not as asked: what was asked for beside what the seller shows. */
export function MissedFields({ change, zone }: { readonly change: ChangeView; readonly zone: string }) {
  const missed = change.fields.filter(isMissed);
  if (missed.length === 0) return null;
  return (
    <ul className={styles.missed} aria-label="Not as asked">
      {missed.map((field) => (
        <li key={field.field}>
          <MissedField field={field} currency={change.currency} zone={zone} />
        </li>
      ))}
    </ul>
  );
}

type MissedFieldProps = { readonly field: FieldChangeView; readonly currency: string | null; readonly zone: string };

function MissedField({ field, currency, zone }: MissedFieldProps) {
  const shared = { field: field.field, format: field.format, currency, zone };
  return (
    <>
      <span className="b">{fieldName(field)}</span>{" "}
      <span className="nowrap">
        <span className="dim">asked for</span> <FieldValue value={field.requested} {...shared} />
      </span>
      {", "}
      <span className="nowrap">
        <span className="dim">the seller shows</span>{" "}
        <span className="b">
          <FieldValue value={field.found} {...shared} />
        </span>
      </span>
    </>
  );
}

export function isMissed({ verdict }: FieldChangeView): boolean {
  return verdict === "ignored" || verdict === "changed";
}

/** "News homepage: Budget"; people read the last day of an exclusive end. */
export function fieldName(field: Pick<FieldChangeView, "field" | "label" | "packageName">): string {
  const label = field.field.endsWith("endAt") ? "Last day" : field.label;
  return field.packageName ? `${field.packageName}: ${label}` : label;
}
