import { defaultOption } from "../campaign/package-plan";
import type { NewPackage } from "../change/patch";
import type { DialectFeature } from "../dialect/limits";
import type { FieldIssue } from "../errors";
import { isAuction, type PricingOption } from "../media-buy/product";
import { goalIssues } from "../optimization/goal-issues";
import { overlayProblems, withoutEmptyLists } from "../targeting/overlay-problems";
import { isBefore } from "../time";
import { bidIssue, budgetIssue, impressionsIssue } from "./edit-amounts";
import type { NewPackageEdit, PackageOffer } from "./editable-buy";
import { askedAssignments, askedInline } from "./plan-assignments";
import { askedFlight, flightIssues, insideIssues } from "./plan-flight";
import type { PackageScene } from "./plan-package";

/** A package to add, as it will be bought; null where its product is not there. Paths begin with "newPackages.<index>.". */
export function newPackage(
  scene: PackageScene,
  edit: NewPackageEdit,
  index: number,
): { readonly line: NewPackage | null; readonly issues: readonly FieldIssue[] } {
  const at = `newPackages.${index}.`;
  const offer = scene.buy.offers?.get(edit.productSnapshotId);
  if (!offer)
    return {
      line: null,
      issues: [{ path: `${at}productSnapshotId`, message: "The product was not found at this seller" }],
    };
  const option = offer.product.pricingOptions.find((one) => one.pricingOptionId === edit.pricingOptionId) ?? null;
  const issues = [
    ...offerIssues(scene, offer, option, at),
    ...amountIssues(scene, edit, option, at),
    ...wishIssues(edit, offer, at),
    ...notOffered(scene, edit, at),
  ];
  const flight = askedFlight(edit, scene.after, scene.buy.timeZone);
  issues.push(...ownFlightIssues(scene, flight, at));
  const place = { id: edit.productSnapshotId, path: at, placements: offer.product.placements };
  const creativeAssignments = askedAssignments(scene.buy, place, [], edit, issues) ?? [];
  const newCreatives = askedInline(scene.buy, place, edit.newCreativeIds, issues);
  const line: NewPackage = {
    ...plainLine(edit, offer),
    startAt: flight.startAt === scene.after.startAt ? null : flight.startAt,
    endAt: flight.endAt === scene.after.endAt ? null : flight.endAt,
    creativeAssignments,
    ...(newCreatives.length === 0 ? {} : { newCreatives }),
  };
  return { line, issues };
}

/** What the edit says, or leaves to be as usual. */
function plainLine(edit: NewPackageEdit, { product }: PackageOffer) {
  const { bidMicros = null, impressions = null, pacing = "even", paused = false } = edit;
  return {
    packageId: edit.packageId,
    name: edit.name ?? product.name,
    productSnapshotId: edit.productSnapshotId,
    productId: product.productId,
    pricingOptionId: edit.pricingOptionId,
    formatIds: product.formatIds,
    budgetMicros: edit.budgetMicros,
    bidMicros,
    impressions,
    pacing,
    paused,
    targetingOverlay: withoutEmptyLists(edit.targetingOverlay ?? {}),
    optimizationGoals: edit.optimizationGoals ?? [],
  };
}

function offerIssues(
  { buy, now }: PackageScene,
  { product }: PackageOffer,
  option: PricingOption | null,
  at: string,
): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (product.expiresAt !== null && !isBefore(now, product.expiresAt)) {
    issues.push({ path: `${at}productSnapshotId`, message: "The seller's offer has expired; ask for products again" });
  }
  if (option === null) {
    const usable = defaultOption(product, buy.currency)?.pricingOptionId ?? "none";
    issues.push({ path: `${at}pricingOptionId`, message: `The product has no such pricing option (it has ${usable})` });
  } else if (option.currency !== buy.currency) {
    issues.push({
      path: `${at}pricingOptionId`,
      message: `This media buy is in ${buy.currency}; one buy has one currency`,
    });
  }
  return issues;
}

function amountIssues(
  { buy }: PackageScene,
  edit: NewPackageEdit,
  option: PricingOption | null,
  at: string,
): FieldIssue[] {
  const { budgetMicros, bidMicros, impressions } = edit;
  const needsBid = option !== null && isAuction(option) && bidMicros == null;
  const found: readonly (readonly [string, string | null])[] = [
    ["budgetMicros", budgetIssue(budgetMicros, buy.currency, { deliveredMicros: 0n, option })],
    [
      "bidMicros",
      needsBid
        ? "This is an auction: enter a bid"
        : bidMicros == null
          ? null
          : bidIssue(bidMicros, buy.currency, option),
    ],
    ["impressions", impressions == null ? null : impressionsIssue(impressions)],
  ];
  return found.flatMap(([field, message]) => (message === null ? [] : [{ path: `${at}${field}`, message }]));
}

/** What the seller can never be asked for, said where it was asked. */
function notOffered({ buy }: PackageScene, edit: NewPackageEdit, at: string): FieldIssue[] {
  const used = newPackageFields.filter(({ isUsed }) => isUsed(edit));
  return used.flatMap(({ feature, field }) => {
    const message = buy.notOffered?.(feature) ?? null;
    return message === null ? [] : [{ path: `${at}${field}`, message }];
  });
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
const newPackageFields: readonly {
  readonly feature: DialectFeature;
  readonly field: string;
  readonly isUsed: (edit: NewPackageEdit) => boolean;
}[] = [
  { feature: "packageFlights", field: "startDay", isUsed: (edit) => isGiven(edit.startDay) || isGiven(edit.startAt) },
  { feature: "packageFlights", field: "endDay", isUsed: (edit) => isGiven(edit.endDay) || isGiven(edit.endAt) },
  { feature: "impressionGoal", field: "impressions", isUsed: (edit) => isGiven(edit.impressions) },
  {
    feature: "optimizationGoals",
    field: "optimizationGoals",
    isUsed: (edit) => (edit.optimizationGoals ?? []).length > 0,
  },
];

function wishIssues(
  { targetingOverlay = {}, optimizationGoals = [] }: NewPackageEdit,
  offer: PackageOffer,
  at: string,
): FieldIssue[] {
  const targeting = overlayProblems(withoutEmptyLists(targetingOverlay), offer.targetingLimits, offer.offeredValues);
  const goals = goalIssues(optimizationGoals, offer.goals);
  return [
    ...targeting.map(({ path, message }) => ({ path: `${at}targetingOverlay.${path}`, message })),
    ...goals.map(({ path, message }) => ({ path: `${at}optimizationGoals${path === "" ? "" : `.${path}`}`, message })),
  ];
}

function ownFlightIssues(
  { after, now }: PackageScene,
  flight: { startAt: string; endAt: string },
  at: string,
): FieldIssue[] {
  // The buy's own start may have passed; a start of the package's own may not.
  const before = { startAt: isBefore(now, after.startAt) ? after.startAt : flight.startAt, endAt: after.endAt };
  return [...flightIssues({ at, before, after: flight, now }), ...insideIssues(at, flight, after)];
}
