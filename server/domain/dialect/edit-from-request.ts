import type { MediaBuyEdit, NewPackageEdit } from "../approval/editable-buy";
import { reportingFrequencies } from "../change/patch";
import type { FieldIssue } from "../errors";
import { type Draft, fill, newPackage, ofPackage, packageNamed } from "./package-from-request";
import { isJson, type Json, listOf, said, textOf, textsOf } from "./read-json";
import { flag, flight, micros, notePlanners, type RequestSubject, refuseUnknown, type Scene } from "./request-words";

export type ReadRequest = {
  readonly edit: Omit<MediaBuyEdit, "newPackages"> & {
    readonly newPackages?: readonly Omit<NewPackageEdit, "packageId">[] | undefined;
  };
  /** What is not part of the change, and why; nothing is left out silently. */
  readonly notes: readonly string[];
  /** Words that cannot be brought over. */
  readonly issues: readonly FieldIssue[];
};

/**
 * A request in the words of any of the source documents as an edit of ours (docs/vocabulary.md). Pure; what it says is checked
 * afterwards like any edit.
 */
export function editFromRequest(request: Json, subject: RequestSubject): ReadRequest {
  const scene: Scene = { subject, notes: [], issues: [] };
  const { notes, issues } = scene;
  noteAside(request, notes);
  refuseUnknown(request, buyWords, "", issues);
  const action = textOf(request.action) ?? "update";
  if (action === "delete")
    issues.push({ path: "action", message: "Archiving is not a request to a seller: archive it here" });
  if (action === "cancel" || request.canceled === true) return { edit: canceled(request, scene), notes, issues };
  const packages = new Map<string, Draft>();
  ofWholeBuy(request, packages, scene);
  for (const [index, one] of listOf(request.packages).entries()) ofPackage(one, `packages.${index}`, packages, scene);
  const added = listOf(request.new_packages).flatMap((one, index) => newPackage(one, `new_packages.${index}`, scene));
  const edit = {
    ...flag(request),
    ...flight(request, "", issues),
    ...total(request, scene),
    ...reports(request, scene),
    packages: Object.fromEntries(packages),
    ...(added.length === 0 ? {} : { newPackages: added }),
  };
  return { edit, notes, issues };
}

const buyWords = new Set(
  [
    "media_buy_id mediaBuyId buyer_ref context_id action account revision idempotency_key adcp_major_version context ext",
    "active paused canceled cancellation_reason reason packageIds flight_start_date flight_end_date start_time end_time",
    "total_budget new_total_budget budget targeting_overlay new_targeting_overlay pacing daily_budget daily_impressions",
    "optimization_goals creative_ids assignments packages new_packages reporting_webhook push_notification_config",
  ].flatMap((line) => line.split(" ")),
);
function noteAside(request: Json, notes: string[]): void {
  if (request.context_id !== undefined)
    notes.push("context_id belongs to the session with the seller, not to the change");
  if (request.push_notification_config !== undefined) {
    notes.push("push_notification_config is ours to give: this app's own address, where webhooks are on");
  }
  notePlanners(request, "", notes);
}

function canceled(request: Json, scene: Scene): ReadRequest["edit"] {
  const reason = textOf(request.cancellation_reason) ?? textOf(request.reason) ?? "";
  const ids = textsOf(request.packageIds);
  const beside = [
    "creative_ids",
    "packages",
    "budget",
    "total_budget",
    "paused",
    "active",
    "end_time",
    "flight_end_date",
  ];
  const others = beside.filter((word) => request[word] !== undefined);
  if (others.length > 0) {
    scene.issues.push({ path: others[0] ?? "", message: `${others.join(", ")} cannot go with a cancellation` });
  }
  if (ids.length === 0) return { canceled: { reason }, packages: {} };
  const entries = ids.flatMap((id, index) => {
    const found = packageNamed({ package_id: id }, `packageIds.${index}`, scene);
    return found ? [[found.id, { canceled: { reason } }] as const] : [];
  });
  return { packages: Object.fromEntries(entries) };
}

function total(request: Json, { subject, issues }: Scene): { readonly totalMicros?: bigint } {
  const value = said(request, "new_total_budget", "total_budget", "budget");
  if (value === undefined) return {};
  const amount = isJson(value) ? value.amount : value;
  const currency = isJson(value) ? textOf(value.currency) : undefined;
  if (currency !== undefined && currency !== subject.currency) {
    issues.push({ path: "total_budget", message: `This media buy is in ${subject.currency}, not in ${currency}` });
  }
  const totalMicros = micros(amount, subject.currency, "total_budget", issues);
  return totalMicros === undefined ? {} : { totalMicros };
}

function reports(request: Json, { notes, issues }: Scene): Pick<MediaBuyEdit, "reportingWebhook"> {
  const config = request.reporting_webhook;
  if (!isJson(config)) return {};
  const frequency = reportingFrequencies.find((one) => one === config.reporting_frequency);
  if (!frequency) {
    issues.push({ path: "reporting_webhook.reporting_frequency", message: "Reports come hourly, daily or monthly" });
    return {};
  }
  notes.push("The address and the secret of reporting_webhook are this app's own");
  const metrics = textsOf(config.requested_metrics);
  return { reportingWebhook: metrics.length === 0 ? { frequency } : { frequency, requestedMetrics: metrics } };
}

/** Words of the buy that the wire only has for packages: every live one gets them (C4). */
function ofWholeBuy(request: Json, packages: Map<string, Draft>, scene: Scene): void {
  const words: Json = {
    targeting_overlay: said(request, "new_targeting_overlay", "targeting_overlay"),
    pacing: request.pacing,
    optimization_goals: request.optimization_goals,
    creative_ids: request.creative_ids,
  };
  const shared = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
  if (Object.keys(shared).length > 0) {
    for (const one of scene.subject.packages.filter(({ live }) => live)) fill(packages, one, shared, "", scene);
  }
  if (isJson(request.assignments)) byProduct(request.assignments, packages, scene);
}

/** Seed 000: creatives by product; every live package of the product gets them. */
function byProduct(assignments: Json, packages: Map<string, Draft>, scene: Scene): void {
  for (const [productId, ids] of Object.entries(assignments)) {
    const at = `assignments.${productId}`;
    const found = scene.subject.packages.filter((one) => one.live && one.productId === productId);
    if (found.length === 0)
      scene.issues.push({ path: at, message: "No live package of this media buy has this product" });
    for (const one of found) fill(packages, one, { creative_ids: ids }, `${at}.`, scene);
  }
}
