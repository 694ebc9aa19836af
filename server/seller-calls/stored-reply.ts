import { canonicalJson } from "../domain/canonical-json";
import { writeStored } from "../domain/change/stored-json";

const longestReply = 200_000;

/** SellerCall.reply: what the seller's answer means to us (null: nothing yet), and its own bytes as text, capped. */
export function storedReply(value: unknown, raw: unknown): string {
  const text = canonicalJson(raw ?? null);
  // The seller's own bytes stay text, so that reading the column never reinterprets them.
  return writeStored({ value, raw: text.length > longestReply ? `${text.slice(0, longestReply)}…` : text });
}
