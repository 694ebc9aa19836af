import type { CreativeRecord } from "./model";
import type { Seller } from "./seller";

const REASON = "The creative does not meet our advertising policy: the name says it should be rejected.";

const fails = (creative: CreativeRecord): boolean => creative.name.toLowerCase().includes("reject");

/** Where the review stands: processing, then pending_review, then approved, or rejected when the name says so. */
export function creativeStatus(seller: Seller, creative: CreativeRecord): string {
  if (creative.forced_status !== undefined) return creative.forced_status;
  const elapsed = (seller.now() - creative.submitted_ms) / 1000;
  if (elapsed >= seller.reviewSeconds) return fails(creative) ? "rejected" : "approved";
  return elapsed >= seller.reviewSeconds / 4 || creative.resubmitted ? "pending_review" : "processing";
}

export const rejectionReason = (creative: CreativeRecord): string => creative.rejection_reason ?? REASON;

/** The per-package view (`creative-approval-status.json`). */
export function approvalStatus(seller: Seller, creative: CreativeRecord): "pending_review" | "approved" | "rejected" {
  const status = creativeStatus(seller, creative);
  if (status === "approved" || status === "rejected") return status;
  return status === "archived" ? "rejected" : "pending_review";
}

/** Wall-clock milliseconds from which the creative may serve; infinite when it may not. */
export function servesFromMs(seller: Seller, creative: CreativeRecord): number {
  const status = creativeStatus(seller, creative);
  if (status === "rejected" || status === "archived") return Number.POSITIVE_INFINITY;
  return creative.submitted_ms + seller.reviewSeconds * 1000;
}
