import type { Tx } from "../db/client";
import { gateRefusal } from "../domain/account/status-gate";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { insertChangeSet } from "../repositories/change-sets";
import { getAccount } from "../repositories/media-buy-reads";
import { saveMediaBuy } from "../repositories/media-buys";
import { accountRefOf } from "../seller-calls/endpoints";
import { freezers } from "./freeze-requests";
import type { ChangeSetOutcome } from "./submit-campaign";
import { webhookExtras } from "./webhook-extras";

type OrderedBuy = {
  readonly id: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly currency: string;
};

/** The same media buy with another request, under a new key; every create needs an approver, this one too. */
export async function stageCreateAnew(
  tx: Tx,
  ports: Ports,
  { organisationId, userId }: Actor,
  row: OrderedBuy,
  anew: { readonly intent: CreateMediaBuyIntent; readonly title: string; readonly reason: string },
): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { intent, title, reason } = anew;
  const { salesAgentId, accountId, currency, campaignId } = row;
  const account = accountId === null ? null : await getAccount(tx, organisationId, accountId);
  const freezer = (await freezers(tx, ports, organisationId, [salesAgentId]))(salesAgentId);
  if (!account || !freezer) throw new DomainError("INVALID_TRANSITION", "Its seller or account is no longer connected");
  const refused = gateRefusal(account, "the seller", "create");
  if (refused !== null) throw new DomainError("SELLER_LIMIT", refused);
  const deltaMicros = intent.packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
  const changeSetId = ports.newId();
  // Not "create": sending it back to its author leaves the buy and its history in place.
  const kind = { kind: "edit", state: "in_review", rule: "Every new media buy needs an approver" } as const;
  const set = { id: changeSetId, organisationId, campaignId, title, ...kind, reason, authorId: userId, at };
  const changeId = ports.newId();
  const of = { organisationId, salesAgentId, accountId, mediaBuyId: row.id, changeId };
  const extras = await webhookExtras(tx, ports, of, intent.reportingWebhook !== undefined);
  const request = freezer.freezeCreate(accountRefOf(account), intent, extras);
  const place = { mediaBuyId: row.id, salesAgentId, accountId, currency, deltaMicros, baseRevision: null };
  await insertChangeSet(tx, set, [{ id: changeId, ...place, patch: intent, base: {}, inverse: null, request }]);
  const { endAt, poNumber } = intent;
  const cleared = { taskStatus: null, taskMessage: null };
  const key = { organisationId, mediaBuyId: row.id, at };
  await saveMediaBuy(tx, key, { ...cleared, endAt, poNumber, totalMicros: deltaMicros });
  return { changeSetId, state: kind.state };
}
