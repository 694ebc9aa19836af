import { Chip } from "@/app/_ui/tag";
import type { PackagePlanView, PlanSeller } from "@/server/api/views/package-plan-view";
import { formatMoney } from "@/server/domain/money";
import { ShareOf } from "./share-of";
import styles from "./sheet.module.css";

/** The heading of one seller's packages with its sum, one per currency. */
export function SellerRow({ seller, plan }: { readonly seller: PlanSeller; readonly plan: PackagePlanView }) {
  const rows = plan.packages.filter((row) => row.salesAgentId === seller.id);
  const currencies = [...new Set(rows.map((row) => row.currency))].sort();
  const sumIn = (currency: string) =>
    rows.filter((row) => row.currency === currency).reduce((sum, row) => sum + row.budgetMicros, 0n);
  return (
    <tr className={styles.seller}>
      <th scope="colgroup" colSpan={2}>
        {seller.name} {(seller.sandbox || rows.some((row) => row.sandbox)) && <Chip>Sandbox</Chip>}
      </th>
      <td className={styles.end}>
        {currencies.map((currency) => (
          <div key={currency} className="nowrap">
            {formatMoney({ micros: sumIn(currency), currency })}
          </div>
        ))}
      </td>
      <td className={styles.end}>
        <ShareOf micros={sumIn(plan.campaign.draft.currency)} plan={plan} />
      </td>
      <td colSpan={6} />
    </tr>
  );
}
