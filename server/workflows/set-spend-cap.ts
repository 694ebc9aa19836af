import { DomainError } from "../domain/errors";
import { formatMoney, isCurrency, isWholeMinor, money } from "../domain/money";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { findSpendCap, type SpendCap, saveSpendCap } from "../repositories/spend-caps";
import { campaignName } from "../repositories/spend-limits";

/** `limitMicros` null removes the cap; `revision` null: there was none when it was shown. */
export type SpendCapOf = {
  readonly campaignId: string | null;
  readonly currency: string;
  readonly limitMicros: bigint | null;
  readonly revision: number | null;
};

/**
 * Sets, moves or removes the most that a campaign, or the organisation, may come to spend in one currency. It may be below what is
 * out already: then nothing more is let through, and nothing is stopped. STALE_REVISION when the cap moved since it was shown.
 */
export async function setSpendCap(ports: Ports, actor: Actor, cap: SpendCapOf): Promise<{ readonly currency: string }> {
  const { organisationId, userId } = actor;
  const { campaignId, currency, limitMicros } = cap;
  const problem = limitMicros === null ? null : amountProblem(limitMicros, currency);
  if (problem !== null) throw new DomainError("INVALID_INPUT", problem, [{ path: "limitMicros", message: problem }]);
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const place = { organisationId, campaignId, currency };
    const name = campaignId === null ? null : await campaignName(tx, organisationId, campaignId);
    const before = await findSpendCap(tx, place);
    refuseIfMoved(before, cap.revision);
    const next = limitMicros === null ? null : { id: ports.newId(), limitMicros, byUserId: userId, at };
    await saveSpendCap(tx, place, before, next);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "spend_cap.changed",
      subjectType: campaignId === null ? "organisation" : "campaign",
      subjectId: campaignId ?? organisationId,
      campaignId,
      summary: capSummary(name, currency, limitMicros, before !== null),
      before: { limitMicros: before?.limitMicros ?? null },
      after: { limitMicros },
    });
    return { currency };
  });
}

function refuseIfMoved(before: SpendCap | null, shown: number | null): void {
  if ((before?.revision ?? null) === shown) return;
  throw new DomainError("STALE_REVISION", "Somebody else changed this cap since it was shown; look at it again");
}

function capSummary(campaign: string | null, currency: string, limit: bigint | null, isMove: boolean): string {
  const whose = campaign === null ? "the organisation" : `“${campaign}”`;
  if (limit === null) return `Removed the ${currency} cap of ${whose}`;
  return `${isMove ? "Moved" : "Set"} the ${currency} cap of ${whose} to ${formatMoney(money(limit, currency))}`;
}

/** Why this cannot be a limit, or null. */
export function amountProblem(micros: bigint, currency: string): string | null {
  if (!isCurrency(currency)) return `${currency} is not a currency`;
  return isWholeMinor(money(micros, currency)) ? null : "Too many decimals for this currency";
}
