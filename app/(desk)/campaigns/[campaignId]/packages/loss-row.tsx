import type { PlanSeller } from "@/server/api/views/package-plan-view";
import { LossDetails } from "../../../_capabilities/loss-list";
import styles from "./sheet.module.css";

/** What of this seller's packages will not arrive as planned; nothing where all of it will. */
export function LossRow({ seller: { lossSummary, losses } }: { readonly seller: PlanSeller }) {
  if (lossSummary === null) return null;
  return (
    <tr>
      <td colSpan={10}>
        <div className={styles.lossLine}>
          <LossDetails summary={lossSummary} losses={losses} />
        </div>
      </td>
    </tr>
  );
}
