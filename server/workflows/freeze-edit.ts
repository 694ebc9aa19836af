import type { Tx } from "../db/client";
import type { EditPlan } from "../domain/approval/plan-edit";
import type { PackagePatch } from "../domain/change/patch";
import { DomainError } from "../domain/errors";
import type { Ports } from "../ports";
import type { NewChange } from "../repositories/change-sets";
import { getAccount } from "../repositories/media-buy-reads";
import type { FrozenRequest, UpdateMediaBuyIntent } from "../sales-agents/sales-agent";
import { accountRefOf } from "../seller-calls/endpoints";
import type { LoadedMediaBuy } from "./editable-media-buy";
import { freezers } from "./freeze-requests";

export type FrozenEdit = { readonly request: FrozenRequest; readonly change: Omit<NewChange, "id" | "request"> };

/**
 * The edit in the seller's ids, as the exact bytes that will be sent. `revision`: the seller's revision that must still stand, or
 * null where our own writes may move it first (docs/decisions/0006).
 */
export async function freezeEdit(
  tx: Tx,
  ports: Pick<Ports, "vault" | "salesAgents">,
  loaded: LoadedMediaBuy,
  plan: EditPlan,
  revision: number | null,
): Promise<FrozenEdit> {
  const { row, editable } = loaded;
  const account = row.accountId === null ? null : await getAccount(tx, row.organisationId, row.accountId);
  if (!account) throw new DomainError("INVALID_TRANSITION", "The account of this media buy is not known");
  const freezer = (await freezers(tx, ports, row.organisationId, [row.salesAgentId]))(row.salesAgentId);
  if (!freezer) throw new DomainError("INVALID_TRANSITION", "The seller of this media buy is no longer connected");
  return {
    request: freezer.freezeUpdate(accountRefOf(account), intentOf(loaded, plan, revision)),
    change: {
      mediaBuyId: row.id,
      salesAgentId: row.salesAgentId,
      accountId: row.accountId,
      patch: plan.patch,
      base: editable.values,
      inverse: plan.inverse,
      baseRevision: row.sellerRevision,
      currency: row.currency,
      deltaMicros: plan.deltaMicros,
    },
  };
}

function intentOf(
  { row, editable }: LoadedMediaBuy,
  { patch }: EditPlan,
  revision: number | null,
): UpdateMediaBuyIntent {
  const { paused, startAt, endAt, packages = {} } = patch;
  return {
    mediaBuyId: row.sellerMediaBuyId ?? "",
    revision,
    currency: row.currency,
    ...(paused === undefined ? {} : { paused }),
    ...(startAt === undefined ? {} : { startAt }),
    ...(endAt === undefined ? {} : { endAt }),
    packages: Object.entries(packages).map(([id, one]) => ({
      packageId: editable.packages.get(id)?.sellerPackageId ?? "",
      ...withoutNulls(one),
    })),
  };
}

type SentPackage = Omit<UpdateMediaBuyIntent["packages"][number], "packageId">;

/** A scalar cannot be cleared on the wire (requirements C11), so null is never sent. */
function withoutNulls(patch: PackagePatch): SentPackage {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null && value !== undefined));
}
