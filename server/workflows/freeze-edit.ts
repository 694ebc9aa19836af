import type { Tx } from "../db/client";
import { gateRefusal } from "../domain/account/status-gate";
import type { EditPlan } from "../domain/approval/plan-edit";
import type { PackagePatch } from "../domain/change/patch";
import { DomainError } from "../domain/errors";
import { keywordChange } from "../domain/targeting/keywords";
import type { TargetingOverlay } from "../domain/targeting/overlay";
import type { Ports } from "../ports";
import type { NewChange } from "../repositories/change-sets";
import { getAccounts } from "../repositories/media-buy-reads";
import type { FrozenRequest } from "../sales-agents/sales-agent";
import type { UpdateMediaBuyIntent, UpdatePackageIntent } from "../sales-agents/update-intent";
import { accountRefOf } from "../seller-calls/endpoints";
import type { LoadedMediaBuy } from "./editable-media-buy";
import { freezers } from "./freeze-requests";
import { inlineUploads } from "./inline-uploads";
import { webhookExtras } from "./webhook-extras";

export type FrozenEdit = {
  readonly request: FrozenRequest;
  readonly change: Omit<NewChange, "id" | "request" | "mediaBuyId"> & { readonly mediaBuyId: string };
};

/**
 * The edit in the seller's ids, as the exact bytes that will be sent. `revision`: the seller's revision that must still stand, or
 * null where our own writes may move it first (docs/decisions/0006).
 */
export async function freezeEdit(
  tx: Tx,
  ports: Pick<Ports, "vault" | "salesAgents" | "webhooks" | "appUrl">,
  loaded: LoadedMediaBuy,
  plan: EditPlan,
  revision: number | null,
  changeId: string,
  { account, freezer, isPolled }: EditPlace,
): Promise<FrozenEdit> {
  const { row, editable } = loaded;
  refuseClosedAccount(account, plan);
  const { organisationId, salesAgentId, accountId, id: mediaBuyId } = row;
  const of = { organisationId, salesAgentId, accountId, mediaBuyId, changeId };
  const withoutWebhooks = isPolled || plan.patch.canceled;
  const webhooks = withoutWebhooks ? {} : await webhookExtras(tx, ports, of, plan.patch.reportingWebhook !== undefined);
  const extras = { ...webhooks, creatives: await inlineUploads(tx, ports, loaded, plan.patch) };
  return {
    request: freezer.freezeUpdate(accountRefOf(account), updateIntentOf(loaded, plan, revision), extras),
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

/** Where an edit goes. */
export type EditPlace = {
  readonly account: Awaited<ReturnType<typeof getAccounts>>[number];
  readonly freezer: NonNullable<ReturnType<Awaited<ReturnType<typeof freezers>>>>;
  /** Its seller is asked and calls nobody back. */
  readonly isPolled: boolean;
};

/**
 * Where edits of these media buys of one organisation go, in three statements. What it answers with throws INVALID_TRANSITION for a media
 * buy whose account or seller is not there.
 */
export async function editPlaces(
  tx: Tx,
  ports: Pick<Ports, "vault" | "salesAgents" | "webhooks">,
  organisationId: string,
  buys: readonly LoadedMediaBuy[],
): Promise<(buy: LoadedMediaBuy) => EditPlace> {
  const accountIds = [...new Set(buys.flatMap(({ row }) => row.accountId ?? []))];
  const accounts = new Map((await getAccounts(tx, organisationId, accountIds)).map((one) => [one.id, one]));
  const salesAgentIds = [...new Set(buys.map(({ row }) => row.salesAgentId))];
  const freezerOf = await freezers(tx, ports, organisationId, salesAgentIds);
  const polled = await ports.webhooks?.polledAmong(tx, organisationId, salesAgentIds);
  return ({ row }) => {
    const account = accounts.get(row.accountId ?? "");
    if (!account) throw new DomainError("INVALID_TRANSITION", "The account of this media buy is not known");
    const freezer = freezerOf(row.salesAgentId);
    if (!freezer) throw new DomainError("INVALID_TRANSITION", "The seller of this media buy is no longer connected");
    return { account, freezer, isPolled: polled?.has(row.salesAgentId) ?? true };
  };
}

/** What is not allowed under the account is not even frozen (requirements §2.4). SELLER_LIMIT with the rule. */
function refuseClosedAccount(account: { readonly name: string; readonly status: string }, { patch }: EditPlan): void {
  const operation = patch.canceled ? "cancel" : patch.newPackages?.length ? "add_packages" : "update";
  const refused = gateRefusal(account, "the seller", operation);
  if (refused !== null) throw new DomainError("SELLER_LIMIT", refused);
}

/** The patch in the seller's ids. Keywords go as additions and removals where nothing else of the targeting moves. */
export function updateIntentOf(
  { row, editable }: LoadedMediaBuy,
  { patch }: Pick<EditPlan, "patch">,
  revision: number | null,
): UpdateMediaBuyIntent {
  const { packages = {}, canceled, ...whole } = patch;
  return {
    mediaBuyId: row.sellerMediaBuyId ?? "",
    revision,
    currency: row.currency,
    ...whole,
    ...(canceled === undefined ? {} : { cancellation: canceled }),
    packages: Object.entries(packages).map(([id, one]) => ({
      packageId: editable.packages.get(id)?.sellerPackageId ?? "",
      ...packageIntent(one, editable.values.packages[id]?.targetingOverlay ?? {}),
    })),
  };
}

type SentPackage = Omit<UpdatePackageIntent, "packageId">;

/** A scalar cannot be cleared on the wire (requirements C11), so null is never sent. */
function packageIntent({ canceled, ...patch }: PackagePatch, overlayBefore: TargetingOverlay): SentPackage {
  const { targetingOverlay, ...rest } = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== null && value !== undefined),
  ) as SentPackage;
  const keywords = targetingOverlay === undefined ? null : keywordChange(overlayBefore, targetingOverlay);
  return {
    ...rest,
    ...(keywords === null ? {} : { keywords }),
    ...(keywords !== null || targetingOverlay === undefined ? {} : { targetingOverlay }),
    ...(canceled === undefined ? {} : { cancellation: canceled }),
  };
}
