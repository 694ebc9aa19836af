import type { inferRouterInputs } from "@trpc/server";
import { readAmount } from "@/app/_ui/amount-text";
import type { AppRouter } from "@/server/api/root";
import type { PackagePlanRow, PackagePlanView } from "@/server/api/views/package-plan-view";
import { parsePercent, shareOf } from "@/server/domain/campaign/split-budget";
import { formatMoney, toDecimal } from "@/server/domain/money";
import type { Fields, FieldValue } from "../../autosave";
import { textOf } from "../plan-fields";

type Edit = Omit<inferRouterInputs<AppRouter>["packages"]["update"]["rows"][number], "packageId" | "revision">;
type Draft = PackagePlanView["campaign"]["draft"];

export const packageLabels: Readonly<Record<string, string>> = {
  name: "Name",
  pricingOptionId: "Pricing",
  budgetMicros: "Budget",
  bidMicros: "Bid",
  pacing: "Pacing",
  startDay: "First day",
  endDay: "Last day",
  countries: "Countries",
  deviceTypes: "Devices",
  accountId: "Account",
};

/** Fields that are only right together: another option may bring another currency. */
export const packageGroups = [
  ["startDay", "endDay"],
  ["pricingOptionId", "budgetMicros", "bidMicros"],
];

/** One package as the sheet has it: text throughout, so that half-typed cells can be kept. */
export function packageFields(row: PackagePlanRow): Fields {
  const { currency, budgetMicros, bidMicros } = row;
  return {
    name: row.name,
    pricingOptionId: row.pricingOptionId,
    budgetMicros: toDecimal({ micros: budgetMicros, currency }),
    bidMicros: bidMicros === null ? "" : toDecimal({ micros: bidMicros, currency }),
    pacing: row.pacing,
    startDay: row.startDay,
    endDay: row.endDay,
    countries: row.countries,
    deviceTypes: row.deviceTypes,
    accountId: row.accountId,
  };
}

export type EditRead = { readonly edit: Edit; readonly fields: Readonly<Record<string, string>> };

/** Edited cells → what the API takes; `fields` says which text is no amount. A budget may be typed as "30%" of the plan. */
export function toPackageEdit(edits: Fields, currency: string, plan: Draft): EditRead {
  const fields: Record<string, string> = {};
  const edit: Record<string, FieldValue | bigint> = {};
  for (const [field, value] of Object.entries(edits)) {
    const amount = amountOf(field, value, currency, plan);
    if (amount?.problem) fields[field] = amount.problem;
    else edit[field] = amount ? amount.micros : value;
  }
  return { edit, fields };
}

/** The amount of a money cell, null for any other. An emptied budget is a budget of nothing; an emptied bid is no bid. */
function amountOf(field: string, value: FieldValue, currency: string, plan: Draft) {
  if (field === "bidMicros") return readAmount(textOf(value), currency, 6);
  if (field !== "budgetMicros") return null;
  const { micros, problem } = readBudget(textOf(value), currency, plan);
  return { micros: micros ?? 0n, problem };
}

/** "1250", "1,250.00" or "30%" of the plan's total. */
export function readBudget(text: string, currency: string, plan: Draft): ReturnType<typeof readAmount> {
  const basisPoints = parsePercent(text);
  if (basisPoints === null) return readAmount(text, currency);
  if (plan.currency !== currency) return { micros: null, problem: `A share needs a total in ${currency}` };
  if (plan.totalMicros === null) return { micros: null, problem: "The plan has no total yet" };
  if (basisPoints > 10_000) return { micros: null, problem: "More than 100 %" };
  return { micros: shareOf({ micros: plan.totalMicros, currency }, basisPoints).micros, problem: null };
}

/** What a share comes to while it is typed: "EUR 36,000.00"; null when the text is no share. */
export function shareHint(text: string, currency: string, plan: Draft): string | null {
  if (parsePercent(text) === null) return null;
  const { micros } = readBudget(text, currency, plan);
  return micros === null ? null : `= ${formatMoney({ micros, currency })}`;
}
