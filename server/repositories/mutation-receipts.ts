import { createHash } from "node:crypto";
import superjson from "superjson";
import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Instant } from "../domain/time";

/** One browser mutation: its id comes with the request, the hash covers the procedure and its input. */
export type MutationKey = { readonly userId: string; readonly requestId: string; readonly inputHash: string };

export function hashInput(path: string, input: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([path, superjson.serialize(input)]))
    .digest("hex");
}

/** The first outcome of this request id, or null. The same id with another input is refused. */
export async function findOutcome(tx: Tx, key: MutationKey): Promise<{ readonly value: unknown } | null> {
  const row = await tx.mutationReceipt.findUnique({
    where: { userId_requestId: { userId: key.userId, requestId: key.requestId } },
  });
  if (!row) return null;
  if (row.inputHash !== key.inputHash) {
    throw new DomainError("REQUEST_ID_REUSED", "This request id was already used for something else");
  }
  return { value: superjson.parse(row.outcome) };
}

export async function recordOutcome(tx: Tx, key: MutationKey, outcome: unknown, at: Instant): Promise<void> {
  await tx.mutationReceipt.create({
    data: { ...key, outcome: superjson.stringify(outcome), createdAt: new Date(at) },
  });
}
