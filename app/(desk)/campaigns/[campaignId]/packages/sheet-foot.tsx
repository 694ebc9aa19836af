import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { offSentence } from "@/server/domain/campaign/off-sentence";
import { formatMoney } from "@/server/domain/money";
import { ShareOf } from "./share-of";
import styles from "./sheet.module.css";

/** One line per currency; the plan's own is compared with its total and red when off by any amount. */
export function SheetFoot({ plan }: { readonly plan: PackagePlanView }) {
  return (
    <tfoot>
      {plan.totals
        .filter((total) => total.packageCount > 0 || total.totalMicros !== null)
        .map((total) => (
          <tr key={`${total.currency} ${total.sandbox}`}>
            <th scope="row" colSpan={2}>
              Total in {total.currency}
              {total.sandbox && ", sandbox money"}
            </th>
            <td className={styles.end}>{formatMoney({ micros: total.allocatedMicros, currency: total.currency })}</td>
            <td className={styles.end}>
              {total.totalMicros !== null && <ShareOf micros={total.allocatedMicros} plan={plan} />}
            </td>
            <td colSpan={6} className={total.offMicros ? styles.off : "dim"}>
              {wordsFor(total, plan)}
            </td>
          </tr>
        ))}
    </tfoot>
  );
}

function wordsFor(total: PackagePlanView["totals"][number], plan: PackagePlanView): string {
  const { currency, totalMicros } = plan.campaign.draft;
  if (total.totalMicros !== null) return offSentence(total);
  if (total.sandbox && totalMicros !== null) return "not real, and in no total";
  return total.currency === currency
    ? "the plan has no total yet"
    : "apart from the plan's total, which is in another currency";
}
