import { z } from "zod";

export const proposalIdInput = z.strictObject({ proposalId: z.uuid() });

/** Micros of the proposal's currency; null: the campaign's total. */
export const takeProposalInput = z.strictObject({
  proposalId: z.uuid(),
  totalMicros: z
    .bigint()
    .positive("The total must be above zero")
    .max(9_000_000_000_000_000_000n, "The amount is too large")
    .nullable()
    .default(null),
});

/** `termsHash`: of the terms as they were shown. `signatureId`: of the seller's own signing service. */
export const signProposalInput = z.strictObject({
  proposalId: z.uuid(),
  termsHash: z.string().regex(/^[0-9a-f]{64}$/),
  signatory: z.string().trim().min(1, "Type your name").max(250),
  signatureId: z.string().trim().max(200).nullable().default(null),
});

/** `note`: why, for the approver. */
export const sendAnewInput = z.strictObject({
  changeId: z.uuid(),
  note: z.string().trim().min(3, "Say why in a few words").max(1_000),
});
