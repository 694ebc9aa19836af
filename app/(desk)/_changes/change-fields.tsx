import { BeforeAfter } from "@/app/_ui/diff";
import { StatusBadge } from "@/app/_ui/status";
import type { ChangeView, FieldChangeView } from "@/server/api/views/change-view";
import styles from "./changes.module.css";
import { FieldNote } from "./field-note";
import { FieldValue } from "./field-value";

type ChangeFieldsProps = { readonly change: ChangeView; readonly zone: string };

/** Each requested field: before → asked for, and what a fresh read found. */
export function ChangeFields({ change, zone }: ChangeFieldsProps) {
  if (change.fields.length === 0) return null;
  return (
    <ul className={styles.fields} aria-label="Requested fields">
      {change.fields.map((field) => (
        <li key={field.field}>
          <FieldRow field={field} currency={change.currency} zone={zone} since={change.sentAt} />
        </li>
      ))}
    </ul>
  );
}

type FieldRowProps = {
  readonly field: FieldChangeView;
  readonly currency: string | null;
  readonly zone: string;
  /** When it was asked for. */
  readonly since: string | null;
};

function FieldRow({ field, currency, zone, since }: FieldRowProps) {
  const shared = { field: field.field, format: field.format, currency, zone };
  const before = field.before === null ? null : <FieldValue value={field.before} {...shared} />;
  return (
    <>
      <div className={styles.field}>
        <div className={`sm ${styles.fieldName}`}>
          {field.packageName && <span className="dim">{field.packageName} · </span>}
          {field.field.endsWith("endAt") ? "Last day" : field.label}
        </div>
        <BeforeAfter before={before} after={<FieldValue value={field.requested} {...shared} />} />
        <FieldNote field={field} currency={currency} zone={zone} since={since} />
      </div>
      {field.verdict && <StatusBadge status={saidOnly(field) ? "as_replied" : field.verdict} />}
    </>
  );
}

/** The seller's reply took it over, and no read shows such a field (pacing at AdCP 3.0.6): not in doubt, and not read back either. */
function saidOnly({ verdict, evidence, found, requested }: FieldChangeView): boolean {
  return verdict === "unknown" && evidence === "reply" && found === requested;
}
