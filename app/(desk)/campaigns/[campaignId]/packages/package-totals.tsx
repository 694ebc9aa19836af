import { Kpis } from "@/app/_ui/kpis";
import { Amount } from "@/app/_ui/money";
import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { offSentence } from "@/server/domain/campaign/off-sentence";
import { formatMoney } from "@/server/domain/money";

/** The plan in four numbers; other currencies stand beside it, never added. */
export function PackageTotals({ plan }: { readonly plan: PackagePlanView }) {
  const { packages, totals, campaign } = plan;
  const [main, ...others] = totals;
  if (!main) return null;
  const impressions = packages.reduce((sum, row) => sum + (row.impressions ?? 0n), 0n);
  const open = packages.filter((row) => row.issues.length > 0).length;
  const missing = plan.missing.map((issue) => issue.message);
  return (
    <Kpis
      items={[
        {
          label: "Plan total",
          value: <Amount micros={campaign.draft.totalMicros} currency={campaign.draft.currency} />,
          note: `${plan.sellers.length} ${plan.sellers.length === 1 ? "seller" : "sellers"} · ${packages.length} packages`,
        },
        {
          label: main.sandbox ? "Allocated in sandbox money" : "Allocated",
          value: <Amount micros={main.allocatedMicros} currency={main.currency} />,
          note: [
            main.offMicros === null ? "no total to compare with" : offSentence(main),
            ...others.map(otherWords),
          ].join(" · "),
          tone: main.offMicros === 0n ? "live" : "stop",
        },
        {
          label: "Impressions, estimated",
          value: impressions === 0n ? "–" : impressions.toLocaleString("en-US"),
          note: "at the prices and bids below",
        },
        {
          label: "Packages ready",
          value: `${packages.length - open} of ${packages.length}`,
          note: open > 0 ? `${open} still lack something` : (missing[0] ?? "nothing is missing"),
          tone: plan.ready ? "live" : "wait",
        },
      ]}
    />
  );
}

function otherWords({ allocatedMicros: micros, currency, sandbox }: PackagePlanView["totals"][number]): string {
  return `and ${formatMoney({ micros, currency })}${sandbox ? " in sandbox money" : ""}`;
}
