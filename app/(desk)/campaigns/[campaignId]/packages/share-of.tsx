import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { ratioBasisPoints } from "@/server/domain/money";

/** "33.3 %" of the plan's total; an en dash without a total. `micros` in the plan's currency. */
export function ShareOf({ micros, plan }: { readonly micros: bigint; readonly plan: PackagePlanView }) {
  const { totalMicros } = plan.campaign.draft;
  const share = totalMicros === null ? null : ratioBasisPoints(micros, totalMicros);
  return <span className="dim nowrap">{share === null || micros === 0n ? "–" : `${(share / 100).toFixed(1)} %`}</span>;
}
