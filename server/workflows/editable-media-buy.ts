import type { Db, Tx } from "../db/client";
import type { EditableCreative, EditableMediaBuy, EditablePackage } from "../domain/approval/plan-edit";
import { pricingOptionOf } from "../domain/campaign/package-plan";
import { type MediaBuyValues, type PackageValues, pacings } from "../domain/change/patch";
import { type CreativeKind, creativeKinds } from "../domain/creative/creative";
import { type AcceptedFormat, packageFit } from "../domain/creative/format-fit";
import { type Standing, standingOf } from "../domain/creative/review-state";
import { DomainError } from "../domain/errors";
import { whyNotAllowed } from "../domain/media-buy/allowed-actions";
import { decodeProduct } from "../domain/media-buy/product-codec";
import { parseGoals } from "../domain/optimization/parse-goals";
import { parseOverlay } from "../domain/targeting/edit-overlay";
import { placementList } from "../repositories/campaign-plans";
import { readFormats } from "../repositories/creative-formats";
import {
  creativesAt,
  type DeliveredPackage,
  deliveredByPackage,
  getWholeMediaBuy,
  listWholeMediaBuys,
  type WholeMediaBuy,
  type WholePackage,
} from "../repositories/media-buy-reads";
import { instantOrNull } from "../repositories/row-instants";

export type LoadedMediaBuy = { readonly row: WholeMediaBuy; readonly editable: EditableMediaBuy };

/** A media buy with everything an edit is checked against; `creativeIds` are the rows the edit wants on its packages. */
export async function loadEditable(
  db: Db | Tx,
  organisationId: string,
  mediaBuyId: string,
  creativeIds: readonly string[],
): Promise<LoadedMediaBuy> {
  const row = await getWholeMediaBuy(db, organisationId, mediaBuyId);
  const delivered = await deliveredByPackage(db, organisationId, mediaBuyId);
  const creatives = await creativesAt(db, organisationId, row.salesAgentId, creativeIds);
  const formats = creativeIds.length === 0 ? null : await readFormats(db, organisationId);
  const agentFormats = formats?.get(row.salesAgentId)?.formats ?? null;
  return {
    row,
    editable: {
      ...editableOf(row, delivered),
      creatives: new Map(creatives.map((one) => [one.id, toCreative(one, row.packages, agentFormats)])),
    },
  };
}

/** The same for many at once, without creatives, in a fixed number of statements. Those whose flight is not known yet are left out. */
export async function loadEditables(
  db: Db | Tx,
  organisationId: string,
  of: { readonly campaignId: string } | { readonly mediaBuyIds: readonly string[] },
): Promise<readonly LoadedMediaBuy[]> {
  const found = await listWholeMediaBuys(db, organisationId, of);
  const rows = found.filter((row) => row.startAt !== null && row.endAt !== null);
  const ids = rows.map((row) => row.id);
  const delivered = await deliveredByPackage(db, organisationId, ids);
  return rows.map((row) => ({ row, editable: editableOf(row, delivered) }));
}

function editableOf(row: WholeMediaBuy, delivered: ReadonlyMap<string, DeliveredPackage>): EditableMediaBuy {
  const validActions = row.validActions === null ? null : placementList(row.validActions);
  return {
    currency: row.currency,
    timeZone: row.campaign.timeZone,
    values: valuesOf(row),
    whyNot: (action) => whyNotAllowed(action, validActions, row.sellerStatus),
    packages: new Map(row.packages.map((one) => [one.id, toEditable(one, delivered.get(one.id)?.spendMicros ?? 0n)])),
    creatives: new Map(),
  };
}

/** What the buy and its packages are now, as last confirmed. */
export function valuesOf(row: WholeMediaBuy): MediaBuyValues {
  const startAt = instantOrNull(row.startAt);
  const endAt = instantOrNull(row.endAt);
  if (startAt === null || endAt === null) throw new DomainError("INVALID_TRANSITION", "Its flight is not known yet");
  return {
    paused: row.paused,
    startAt,
    endAt,
    packages: Object.fromEntries(row.packages.map((one) => [one.id, packageValues(one)])),
  };
}

function packageValues(row: WholePackage): PackageValues {
  return {
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    impressions: row.impressions,
    pacing: pacings.find((pacing) => pacing === row.pacing) ?? "even",
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    paused: row.paused,
    targetingOverlay: parseOverlay(row.targetingOverlay),
    optimizationGoals: parseGoals(row.optimizationGoals),
    creativeAssignments: row.assignments.map(({ creative, weight, placementIds }) => ({
      creativeId: creative.creativeId,
      ...(weight === null ? {} : { weight }),
      ...(placementIds === null ? {} : { placementIds: placementList(placementIds) }),
    })),
  };
}

function toEditable(row: WholePackage, deliveredMicros: bigint): EditablePackage {
  const product = decodeProduct(row.productSnapshot.product);
  return {
    id: row.id,
    name: row.name,
    sellerPackageId: row.sellerPackageId,
    canceled: row.canceledAt !== null,
    deliveredMicros,
    option: pricingOptionOf({ product, pricingOptionId: row.pricingOptionId }),
  };
}

const refusals: Readonly<Record<Standing, string | null>> = {
  usable: null,
  waiting: null,
  unsent: "it is not in the seller's library yet; send it there first",
  refused: "the seller rejected it",
};

type CreativeRow = Awaited<ReturnType<typeof creativesAt>>[number];

function toCreative(
  row: CreativeRow,
  packages: readonly WholePackage[],
  formats: readonly AcceptedFormat[] | null,
): EditableCreative {
  const { id, creativeId, name, atSeller, archivedAt } = row;
  const kind: CreativeKind = creativeKinds.find((known) => known === row.kind) ?? "image";
  const media = { kind, width: row.width, height: row.height, durationMs: row.durationMs, clickUrl: row.clickUrl };
  const standing = atSeller === null ? "unsent" : standingOf(atSeller.status);
  const misfits = new Map(
    packages.flatMap((one) => {
      if (formats === null) return [];
      const fit = packageFit(media, decodeProduct(one.productSnapshot.product).formatIds, formats);
      return fit.fits ? [] : [[one.id, fit.reason] as const];
    }),
  );
  const refusal = archivedAt === null ? refusals[standing] : "it is archived";
  return { id, creativeId, name, refusal, misfits };
}
