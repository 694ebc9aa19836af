import { BeforeAfter } from "@/app/_ui/diff";
import { Amount } from "@/app/_ui/money";
import { Notice } from "@/app/_ui/notice";
import type { WishLineView, WishView } from "@/server/api/views/steering-view";
import { FieldValue } from "../../../_changes/field-value";
import styles from "./steering.module.css";

/** Before → after per media buy, what stays as it is and why, and whether an approver is asked first. */
export function WishPreview({ wish }: { readonly wish: WishView }) {
  return (
    <div className={styles.preview} aria-live="polite">
      {wish.lines.length > 0 && (
        <ul className={styles.lines} aria-label="What changes">
          {wish.lines.map((line) => (
            <li key={line.mediaBuy.id}>
              <WishLine line={line} />
            </li>
          ))}
        </ul>
      )}
      {wish.skipped.length > 0 && (
        <ul className={styles.lines} aria-label="What stays as it is">
          {wish.skipped.map(({ mediaBuy, salesAgent, why }) => (
            <li key={mediaBuy.id} className="dim">
              <span>
                {salesAgent.name} <span className="sm">{mediaBuy.name}</span>
              </span>
              <span className={`sm ${styles.end}`}>{why}</span>
            </li>
          ))}
        </ul>
      )}
      {wish.notes.map((note) => (
        <p key={note} className="sm dim">
          {note}
        </p>
      ))}
      {wish.rule && wish.lines.length > 0 && (
        <Notice tone="wait" word="Approver first" glyph="clock" title={wish.rule}>
          Nothing is sent until it is approved.
        </Notice>
      )}
    </div>
  );
}

function WishLine({ line }: { readonly line: WishLineView }) {
  return (
    <>
      <span>
        <span className="b">{line.salesAgent.name}</span> <span className="sm dim">{line.mediaBuy.name}</span>
      </span>
      <ul className={styles.fields}>
        {line.fields.map((field) => {
          const shared = { field: field.field, format: field.format, currency: line.currency, zone: line.timeZone };
          const delta = deltaOf(field);
          return (
            <li key={field.field}>
              <span className="sm dim">
                {field.packageName && `${field.packageName} · `}
                {field.label}
              </span>
              <BeforeAfter
                before={<FieldValue value={field.before} {...shared} />}
                after={<FieldValue value={field.after} {...shared} />}
                delta={delta === null ? null : <Amount micros={delta} currency={line.currency} signed />}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function deltaOf({ format, before, after }: WishLineView["fields"][number]): bigint | null {
  return format === "money" && before !== null && after !== null ? BigInt(after) - BigInt(before) : null;
}
