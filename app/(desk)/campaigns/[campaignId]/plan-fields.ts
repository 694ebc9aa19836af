import type { inferRouterInputs } from "@trpc/server";
import { readAmount } from "@/app/_ui/amount-text";
import type { AppRouter, RouterOutput } from "@/server/api/root";
import { toDecimal } from "@/server/domain/money";
import type { Fields, FieldValue } from "../autosave";

type Campaign = RouterOutput["campaigns"]["get"];
type Patch = inferRouterInputs<AppRouter>["campaigns"]["saveDraft"]["patch"];

/** The plan as the form has it: text throughout, so that half-typed values can be kept. */
export function planFields({ draft }: Pick<Campaign, "draft">): Fields {
  const { totalMicros, salesAgentIds: _, ...same } = draft;
  return {
    ...same,
    totalMicros: totalMicros === null ? "" : toDecimal({ micros: totalMicros, currency: draft.currency }),
  };
}

/** Fields that are only right together. */
export const planGroups = [
  ["startDay", "endDay", "timeZone"],
  ["currency", "totalMicros"],
];

export const planLabels: Readonly<Record<string, string>> = {
  name: "Name",
  brandId: "Brand",
  brief: "Brief",
  buyerRef: "Reference",
  poNumber: "PO number",
  startDay: "First day",
  endDay: "Last day",
  timeZone: "Time zone",
  totalMicros: "Total",
  currency: "Currency",
  countries: "Countries",
  deviceTypes: "Devices",
};

export type PatchRead = { readonly patch: Patch; readonly fields: Readonly<Record<string, string>> };

/** Edited fields → what the API takes; `fields` says what is no amount or no name yet and is therefore not sent. */
export function toPatch(edits: Fields, all: Fields): PatchRead {
  const problems: Record<string, string> = {};
  const patch: Record<string, FieldValue | bigint> = {};
  for (const [field, value] of Object.entries(edits)) {
    if (field !== "totalMicros") {
      patch[field] = value;
      continue;
    }
    const { micros, problem } = readAmount(textOf(value), textOf(all.currency));
    if (problem) problems[field] = problem;
    else patch[field] = micros;
  }
  return { patch, fields: problems };
}

export function textOf(value: FieldValue | undefined): string {
  return typeof value === "string" ? value : "";
}

export function listOf(value: FieldValue | undefined): readonly string[] {
  return value === null || value === undefined || typeof value === "string" ? [] : value;
}
