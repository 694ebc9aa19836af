import { type Kpi, Kpis } from "@/app/_ui/kpis";
import { Amount } from "@/app/_ui/money";
import type { ReviewView } from "@/server/api/views/review-view";

/** Money against the plan, per currency and never added across, and who decides. */
export function ReviewTotals({ review }: { readonly review: ReviewView }) {
  const { totals, sellers, approvers } = review;
  const rules = new Set(sellers.flatMap(({ rule }) => (rule === null ? [] : [rule])));
  const items: Kpi[] = [
    ...totals.filter((total) => total.packageCount > 0).flatMap(moneyOf),
    {
      label: "Will be sent",
      value: sellers.length === 1 ? "1 media buy" : `${sellers.length} media buys`,
      note: "one per seller, account and currency",
    },
    {
      label: "Needs",
      value: rules.size === 0 ? "nobody's approval" : "1 approver",
      note: rules.size === 0 ? "it goes straight to the sellers" : decides(approvers, [...rules]),
    },
  ];
  return <Kpis items={items} />;
}

function decides(approvers: ReviewView["approvers"], rules: readonly string[]): string {
  const why = rules.join("; ");
  if (approvers.length === 0) return `${why}; nobody but you has the role`;
  const names = approvers.map((approver) => approver.name).join(" or ");
  return `${names}. ${why}, and never the one who asks`;
}

function moneyOf(total: ReviewView["totals"][number]): Kpi[] {
  const { currency, allocatedMicros, totalMicros, offMicros, worstCaseMicros, packageCount, sandbox } = total;
  const money = sandbox ? `${currency}, sandbox money` : currency;
  const packages = packageCount === 1 ? "1 package" : `${packageCount} packages`;
  return [
    {
      label: `Packages in ${money}`,
      value: <Amount micros={allocatedMicros} currency={currency} />,
      note: offMicros ? (
        <Off micros={offMicros} currency={currency} />
      ) : (
        `${packages}${offMicros === 0n ? ", as planned" : ""}`
      ),
      ...(offMicros ? { tone: "stop" as const } : {}),
    },
    {
      label: `Worst case in ${money}`,
      value: <Amount micros={worstCaseMicros} currency={currency} />,
      note:
        totalMicros === null ? (
          sandbox ? (
            "not real, and in no total"
          ) : (
            "no total in this currency"
          )
        ) : (
          <PlanTotal micros={totalMicros} currency={currency} />
        ),
    },
  ];
}

function Off({ micros, currency }: { readonly micros: bigint; readonly currency: string }) {
  return (
    <>
      <Amount micros={micros < 0n ? -micros : micros} currency={currency} />{" "}
      {micros < 0n ? "left to place" : "over the plan"}
    </>
  );
}

function PlanTotal({ micros, currency }: { readonly micros: bigint; readonly currency: string }) {
  return (
    <>
      of <Amount micros={micros} currency={currency} /> planned; all that can be spent
    </>
  );
}
