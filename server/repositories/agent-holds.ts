import type { Tx } from "../db/client";
import { type Instant, instantFromMillis, isBefore } from "../domain/time";

type Place = { readonly organisationId: string; readonly salesAgentId: string };

/** Longer than any seller asks for: until an administrator has given the agent another credential. */
const untilRenewed = "9999-12-31T00:00:00.000Z";

export type AgentHold = {
  readonly until: Instant;
  /** The agent does not accept our credential. */
  readonly needsCredential: boolean;
};

/** What keeps calls from an agent now, by its `holdUntil`; null: nothing does. */
export function holdOf(holdUntil: Date | null, now: Instant): AgentHold | null {
  if (holdUntil === null) return null;
  const until = instantFromMillis(holdUntil.getTime());
  return isBefore(now, until) ? { until, needsCredential: until === untilRenewed } : null;
}

/** No call before `until`; a longer hold stays. */
export async function holdAgent(tx: Tx, place: Place, until: Instant): Promise<void> {
  const at = new Date(until);
  await tx.salesAgent.updateMany({
    where: {
      id: place.salesAgentId,
      organisationId: place.organisationId,
      OR: [{ holdUntil: null }, { holdUntil: { lt: at } }],
    },
    data: { holdUntil: at },
  });
}

/** Nothing is sent until `releaseAgent`. */
export async function stopAgent(tx: Tx, place: Place): Promise<void> {
  await holdAgent(tx, place, untilRenewed);
}

export async function releaseAgent(tx: Tx, place: Place): Promise<void> {
  await tx.salesAgent.updateMany({
    where: { id: place.salesAgentId, organisationId: place.organisationId },
    data: { holdUntil: null },
  });
}
