import type { Tx } from "../db/client";
import type { Instant } from "../domain/time";

export type NewApproval = {
  readonly id: string;
  readonly organisationId: string;
  readonly changeSetId: string;
  readonly decision: "approved" | "rejected";
  readonly byUserId: string;
  readonly reason: string;
  readonly payloadHash: string;
  readonly at: Instant;
};

/** One signature, bound to the hash of what was shown. */
export async function insertApproval(tx: Tx, { at, ...approval }: NewApproval): Promise<void> {
  await tx.approval.create({ data: { ...approval, at: new Date(at) } });
}
