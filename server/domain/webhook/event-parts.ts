import { type Instant, parseInstant } from "../time";

/** What a seller's webhook says (`core/mcp-webhook-payload.json`, requirements §4.6). Untrusted text, and only a hint. */
export type WebhookEvent = {
  readonly idempotencyKey: string;
  readonly taskId: string;
  readonly taskType: string;
  readonly status: string;
  /** When the seller made it; never later than it was received. */
  readonly at: Instant;
  /** The token of the registration, repeated; null: not repeated. */
  readonly token: string | null;
  /** The buy that the result names. */
  readonly mediaBuyId: string | null;
};

export function instantOf(value: unknown): Instant | null {
  if (typeof value !== "string") return null;
  try {
    return parseInstant(value);
  } catch {
    return null;
  }
}

export function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= longest;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
