import type { Db, Tx } from "../db/client";
import { actionRefusal } from "../domain/account/status-gate";
import type { EditableCreative, EditableMediaBuy, EditablePackage } from "../domain/approval/editable-buy";
import { pricingOptionOf } from "../domain/campaign/package-plan";
import { whyNotAction, whyNotOffered } from "../domain/capabilities/allowed";
import { type MediaBuyValues, type PackageValues, pacings, type ReportingWebhook } from "../domain/change/patch";
import { readStored } from "../domain/change/stored-json";
import { type CreativeKind, creativeKinds } from "../domain/creative/creative";
import { type AcceptedFormat, packageFit } from "../domain/creative/format-fit";
import { type Standing, standingOf } from "../domain/creative/review-state";
import { DomainError } from "../domain/errors";
import { whyNotAllowed } from "../domain/media-buy/allowed-actions";
import type { FormatId } from "../domain/media-buy/product";
import { decodeProduct } from "../domain/media-buy/product-codec";
import { parseGoals } from "../domain/optimization/parse-goals";
import { parseOverlay } from "../domain/targeting/edit-overlay";
import { placementList } from "../repositories/campaign-plans";
import { readFormats } from "../repositories/creative-formats";
import {
  accountStandings,
  creativesAt,
  type DeliveredPackage,
  deliveredByPackage,
  getWholeMediaBuy,
  listWholeMediaBuys,
  type WholeMediaBuy,
  type WholePackage,
} from "../repositories/media-buy-reads";
import { instantOrNull } from "../repositories/row-instants";
import { offersAt, reportingOf, type SellerFacts, sellerFacts, unknownSeller, wishLimits } from "./seller-facts";

export type LoadedMediaBuy = { readonly row: WholeMediaBuy; readonly editable: EditableMediaBuy };

/**
 * A media buy with everything an edit is checked against. `creativeIds`: the rows the edit wants on its packages;
 * `productSnapshotIds`: the products it wants to add packages of.
 */
export async function loadEditable(
  db: Db | Tx,
  organisationId: string,
  mediaBuyId: string,
  creativeIds: readonly string[],
  productSnapshotIds: readonly string[] = [],
): Promise<LoadedMediaBuy> {
  const row = await getWholeMediaBuy(db, organisationId, mediaBuyId);
  const delivered = await deliveredByPackage(db, organisationId, [mediaBuyId]);
  const creatives = await creativesAt(db, organisationId, row.salesAgentId, creativeIds);
  const formats = creativeIds.length === 0 ? null : await readFormats(db, organisationId);
  const agentFormats = formats?.get(row.salesAgentId)?.formats ?? null;
  const agent = (await sellerFacts(db, organisationId, [row.salesAgentId])).get(row.salesAgentId) ?? unknownSeller;
  const offers = await offersAt(db, row, productSnapshotIds, agent);
  const accounts = await accountStandings(db, organisationId, [row.accountId]);
  const places = [
    ...row.packages.map((one) => ({ id: one.id, formatIds: decodeProduct(one.productSnapshot.product).formatIds })),
    ...[...offers].map(([id, { product }]) => ({ id, formatIds: product.formatIds })),
  ];
  return {
    row,
    editable: {
      ...editableOf(row, delivered, agent, accounts),
      creatives: new Map(creatives.map((one) => [one.id, toCreative(one, places, agentFormats)])),
      offers,
      noInlineCreatives: agent.capabilities
        ? whyNotOffered("inlineCreatives", agent)
        : "The seller has not said that it takes creatives inside a request; send them first",
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
  const agents = await sellerFacts(db, organisationId, [...new Set(rows.map((row) => row.salesAgentId))]);
  const accounts = await accountStandings(
    db,
    organisationId,
    rows.map((row) => row.accountId),
  );
  return rows.map((row) => ({
    row,
    editable: editableOf(row, delivered, agents.get(row.salesAgentId) ?? unknownSeller, accounts),
  }));
}

function editableOf(
  row: WholeMediaBuy,
  delivered: ReadonlyMap<string, DeliveredPackage>,
  agent: SellerFacts,
  accounts: Awaited<ReturnType<typeof accountStandings>>,
): EditableMediaBuy {
  const validActions = row.validActions === null ? null : placementList(row.validActions);
  const account = accounts.get(row.accountId ?? "");
  return {
    currency: row.currency,
    timeZone: row.campaign.timeZone,
    values: valuesOf(row),
    whyNot: (action) =>
      whyNotAllowed(action, validActions, row.sellerStatus, agent.name) ??
      whyNotAction(action, agent) ??
      (account ? actionRefusal(account, agent.name, action) : null),
    notOffered: (feature) => whyNotOffered(feature, agent),
    packages: new Map(
      row.packages.map((one) => [one.id, toEditable(one, delivered.get(one.id)?.spendMicros ?? 0n, agent)]),
    ),
    creatives: new Map(),
    reporting: reportingOf(row, agent),
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
    ...(row.reportingWebhook === null ? {} : { reportingWebhook: readStored<ReportingWebhook>(row.reportingWebhook) }),
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

function toEditable(row: WholePackage, deliveredMicros: bigint, agent: SellerFacts): EditablePackage {
  const product = decodeProduct(row.productSnapshot.product);
  return {
    id: row.id,
    name: row.name,
    sellerPackageId: row.sellerPackageId,
    canceled: row.canceledAt !== null,
    deliveredMicros,
    option: pricingOptionOf({ product, pricingOptionId: row.pricingOptionId }),
    placements: product.placements,
    ...wishLimits(product, agent),
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
  places: readonly { readonly id: string; readonly formatIds: readonly FormatId[] }[],
  formats: readonly AcceptedFormat[] | null,
): EditableCreative {
  const { id, creativeId, name, atSeller, archivedAt } = row;
  const kind: CreativeKind = creativeKinds.find((known) => known === row.kind) ?? "image";
  const media = { kind, width: row.width, height: row.height, durationMs: row.durationMs, clickUrl: row.clickUrl };
  const standing = atSeller === null ? "unsent" : standingOf(atSeller.status);
  const misfits = new Map(
    places.flatMap((one) => {
      if (formats === null) return [];
      const fit = packageFit(media, one.formatIds, formats);
      return fit.fits ? [] : [[one.id, fit.reason] as const];
    }),
  );
  const refusal = archivedAt === null ? refusals[standing] : "it is archived";
  return { id, creativeId, name, refusal, inLibrary: standing !== "unsent", misfits };
}
