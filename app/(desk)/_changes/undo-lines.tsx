import { BeforeAfter } from "@/app/_ui/diff";
import type { GlyphName } from "@/app/_ui/glyph";
import { Amount } from "@/app/_ui/money";
import { Tag, type Tone } from "@/app/_ui/tag";
import type { UndoFieldView, UndoLineView, UndoView } from "@/server/api/views/undo-view";
import { FieldValue } from "./field-value";
import styles from "./undo.module.css";

type Look = { readonly word: string; readonly tone: Tone; readonly glyph: GlyphName };
const looks: Readonly<Record<UndoFieldView["outcome"], Look>> = {
  returns: { word: "Returns", tone: "verified", glyph: "check" },
  seller: { word: "Seller decides", tone: "wait", glyph: "clock" },
  gone: { word: "Gone", tone: "stop", glyph: "lock" },
  nothing: { word: "As before", tone: "done", glyph: "check" },
};

/** Per seller and field: what it is now, what it goes back to, and how sure that is. */
export function UndoLines({ undo }: { readonly undo: UndoView }) {
  return (
    <div className={styles.lines}>
      {undo.lines.map((line) => (
        <section key={line.changeId} className={styles.line} aria-label={line.mediaBuy.name}>
          <h3 className={styles.seller}>
            <span>
              {line.salesAgent.name} <span className="dim sm">{line.mediaBuy.name}</span>
            </span>
            {line.deltaMicros !== 0n && (
              <span className="num sm">
                <Amount micros={line.deltaMicros} currency={line.currency} signed />
              </span>
            )}
          </h3>
          <ul className={styles.fields}>
            {line.fields.map((field) => (
              <li key={field.field}>
                <UndoField field={field} line={line} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {undo.neverApplied.length > 0 && (
        <p className="sm dim">
          Never took effect at {undo.neverApplied.join(", ")}: there is nothing to take back there.
        </p>
      )}
    </div>
  );
}

function UndoField({ field, line }: { readonly field: UndoFieldView; readonly line: UndoLineView }) {
  const { word, tone, glyph } = looks[field.outcome];
  const shared = { field: field.field, format: field.format, currency: line.currency, zone: line.timeZone };
  const stays = field.outcome === "gone" || field.outcome === "nothing";
  return (
    <>
      <div className={styles.what}>
        <div className="sm dim">
          {field.packageName && `${field.packageName} · `}
          {field.field.endsWith("endAt") ? "Last day" : field.label}
        </div>
        {stays ? (
          field.now !== null && (
            <span>
              stays <FieldValue value={field.now} {...shared} />
            </span>
          )
        ) : (
          <BeforeAfter
            before={<FieldValue value={field.now} {...shared} />}
            after={<FieldValue value={field.back} {...shared} />}
          />
        )}
        {field.why && <div className="sm dim">{field.why}</div>}
      </div>
      <Tag tone={tone} glyph={glyph}>
        {word}
      </Tag>
    </>
  );
}
