import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import { type CapCheck, capSentence, refusesCap } from "../domain/exposure/caps";
import type { Instant } from "../domain/time";
import { type DecidedRow, exposureIn, type Ledger, readLedger } from "../repositories/exposure";
import { mayAddMoney } from "../repositories/open-writes";
import { listSpendCaps, type SpendCap } from "../repositories/spend-caps";

/**
 * Throws OVER_CAP when sending these changes could let the campaign or the organisation spend more than its cap. Inside the
 * transaction that decides: writers go one at a time, so of two decisions at once the second sees the first.
 */
export async function refuseOverCap(
  tx: Tx,
  organisationId: string,
  changeIds: readonly string[],
  now: Instant,
): Promise<void> {
  const caps = await listSpendCaps(tx, organisationId);
  if (caps.length === 0 || !(await mayAddMoney(tx, organisationId, changeIds))) return;
  const refused = capChecks(await readLedger(tx, organisationId, now, { deciding: changeIds }), caps).filter(
    refusesCap,
  );
  const [first] = refused;
  if (!first) return;
  const issues = refused.map((check) => ({ path: `caps.${check.scope}`, message: capSentence(check) }));
  throw new DomainError("OVER_CAP", capSentence(first), issues);
}

/** Every cap that the changes being decided stand against, campaigns first. */
export function capChecks({ rows, deciding }: Ledger, caps: readonly SpendCap[]): readonly CapCheck[] {
  return kindsOf(deciding).flatMap(({ currency, sandbox }) => {
    const added = deciding.filter((one) => one.currency === currency && one.sandbox === sandbox);
    const campaignIds = [...new Set(added.map((one) => one.campaignId))];
    const places = [...campaignIds, null];
    return places.flatMap((campaignId): CapCheck[] => {
      const cap = caps.find((one) => one.currency === currency && one.campaignId === campaignId);
      if (!cap) return [];
      const of = campaignId === null ? { currency, sandbox } : { currency, sandbox, campaignId };
      const here = campaignId === null ? added : added.filter((one) => one.campaignId === campaignId);
      return [
        {
          scope: campaignId === null ? "organisation" : "campaign",
          currency,
          sandbox,
          limitMicros: cap.limitMicros,
          parts: exposureIn(rows, of),
          addedMicros: here.reduce((sum, one) => sum + one.addedMicros, 0n),
        },
      ];
    });
  });
}

/** The currencies, and kinds of money, that changes are about. */
export function kindsOf(deciding: readonly DecidedRow[]): readonly Pick<DecidedRow, "currency" | "sandbox">[] {
  const kinds = new Map(deciding.map(({ currency, sandbox }) => [`${currency} ${sandbox}`, { currency, sandbox }]));
  return [...kinds.values()];
}
