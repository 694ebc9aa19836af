import { Tag } from "@/app/_ui/tag";
import type { ChangeView, FieldChangeView } from "@/server/api/views/change-view";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import { FieldValue } from "../../_changes/field-value";
import styles from "./media-buy.module.css";

const atSeller = new Set<ChangeView["state"]>(["submitted", "working", "input_required", "unknown", "verifying"]);

/**
 * What was asked for this package and is not in effect: the seller has it, and may still say no (implementation date null). The
 * values of the row are the ones in effect.
 */
export function PendingValues({ buy, item }: { readonly buy: MediaBuyView; readonly item: PackageView }) {
  const pending = buy.changes.filter((change) => atSeller.has(change.state)).flatMap(({ fields }) => fields);
  const own = pending.filter((one) => one.field.startsWith(`packages.${item.id}.`) && !isThere(one));
  if (own.length === 0) return null;
  return (
    <ul className={styles.pending} aria-label={`Asked for ${item.name}, not in effect yet`}>
      {own.map((one) => (
        <li key={one.field}>
          <Tag tone="wait" glyph="clock">
            Proposed
          </Tag>{" "}
          <span className="sm">
            {one.label} <Proposed field={one} buy={buy} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function isThere({ verdict }: FieldChangeView): boolean {
  return verdict === "applied" || verdict === "changed";
}

function Proposed({ field, buy }: { readonly field: FieldChangeView; readonly buy: MediaBuyView }) {
  const shared = { field: field.field, format: field.format, currency: buy.currency, zone: buy.timeZone };
  return <FieldValue value={field.proposed ?? field.requested} {...shared} />;
}
