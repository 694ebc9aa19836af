import { createHash } from "node:crypto";
import { canonicalJson } from "../domain/canonical-json";

/** Stands for what somebody was shown and decides by: sent back with the decision, it says whether that still holds. 64 hex digits. */
export function signatureOfShown(shown: unknown): string {
  return createHash("sha256").update(canonicalJson(shown)).digest("hex");
}
