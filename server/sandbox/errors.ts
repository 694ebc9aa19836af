import { AdcpError } from "@adcp/sdk/server";
import type { Json } from "./model";

interface Extra {
  field?: string;
  suggestion?: string;
  details?: Json;
  recovery?: string;
}

/** An AdCP error for the caller to throw; the SDK turns it into the `adcp_error` envelope with its recovery. */
export const refuse = (code: string, message: string, extra: Extra = {}): AdcpError =>
  new AdcpError(code, { message, recovery: "correctable", ...(extra as { field?: string }) });

export const budgetTooLow = (message: string, minimum: number, currency: string, field: string): AdcpError =>
  refuse("BUDGET_TOO_LOW", message, { field, details: { minimum_budget: minimum, currency } });
