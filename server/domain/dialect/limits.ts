/** Things a campaign, or an edit of it, can use and that not every protocol and version has words for. */
export const dialectFeatures = [
  "account",
  "poNumber",
  "reportingWebhook",
  "pushNotification",
  "signedWebhooks",
  "creativeWeights",
  "placements",
  "bidPrice",
  "impressionGoal",
  "inlineCreatives",
  "targeting",
  "devices",
  "keywords",
  "optimizationGoals",
  "packageFlights",
  "pause",
  "packagePause",
  "packageEdits",
  "cancel",
  "packageCancel",
  "newPackages",
  "revision",
  "idempotency",
  "readBack",
  "listMediaBuys",
  "taskStatus",
  "proposals",
  "wholesale",
  "refine",
  "dailyCaps",
] as const;
export type DialectFeature = (typeof dialectFeatures)[number];

/** `says`: one sentence for a planner. `effect`: refused = we do not send it; changed = it goes in another form or is left out. */
export type DialectLimit = {
  readonly feature: DialectFeature;
  readonly effect: "refused" | "changed";
  readonly says: string;
};

export type Dialect = { readonly protocol: "mcp" | "a2a" | "rest"; readonly version: "3.0" | "2.5" };

/** The version in whose words a seller is written to: the newest that both sides speak. */
export function spokenVersion(majorVersions: readonly number[]): Dialect["version"] {
  return majorVersions.includes(2) && !majorVersions.some((major) => major >= 3) ? "2.5" : "3.0";
}

/** What requests of this protocol and version cannot say, whatever the seller itself could do (docs/vocabulary.md). */
export function limitsOf({ protocol, version }: Dialect): readonly DialectLimit[] {
  const found = [...(version === "2.5" ? in25 : []), ...(protocol === "rest" ? overRest : []), ...everywhere];
  const named = new Set<DialectFeature>();
  return found.filter(({ feature }) => !named.has(feature) && named.add(feature));
}

/** Overlay fields that AdCP 2.5 has a word for; it allows no others (`v2.5/core/targeting.json`). */
export const overlayFieldsIn25: readonly string[] = [
  "geo_countries",
  "geo_regions",
  "frequency_cap",
  "axe_include_segment",
  "axe_exclude_segment",
];

function refused(feature: DialectFeature, says: string): DialectLimit {
  return { feature, effect: "refused", says };
}

function changed(feature: DialectFeature, says: string): DialectLimit {
  return { feature, effect: "changed", says };
}

const everywhere: readonly DialectLimit[] = [
  changed("dailyCaps", "AdCP has no daily cap before 3.2: it stays a planner's field and is not sent"),
];

/** AdCP 2.5 as its own schemas have it. */
const in25: readonly DialectLimit[] = [
  changed("account", "AdCP 2.5 has no accounts: the seller takes the account from our credential"),
  refused("devices", "AdCP 2.5 cannot target devices: put it into the brief"),
  refused("keywords", "AdCP 2.5 cannot target keywords"),
  refused("targeting", "AdCP 2.5 targets countries, regions and frequency only"),
  refused("optimizationGoals", "AdCP 2.5 has no optimization goals"),
  refused("packageFlights", "AdCP 2.5 has one flight for the whole media buy"),
  refused("creativeWeights", "AdCP 2.5 creates packages with creatives, without weights: set weights afterwards"),
  refused("placements", "AdCP 2.5 creates packages with creatives, without placements: set placements afterwards"),
  refused("cancel", "AdCP 2.5 cannot cancel a media buy: pause it"),
  refused("packageCancel", "AdCP 2.5 cannot cancel a package: pause it"),
  changed("reportingWebhook", "AdCP 2.5 asks for pushed reports at creation only"),
  refused("newPackages", "AdCP 2.5 cannot add packages to a media buy"),
  refused("proposals", "AdCP 2.5 has no proposals"),
  refused("refine", "AdCP 2.5 cannot refine an answer: search again"),
  changed("wholesale", "AdCP 2.5 has no wholesale mode: a search without a brief lists what the seller offers"),
  changed(
    "revision",
    "AdCP 2.5 counts no revisions: what somebody else changed meanwhile is not held against our edit",
  ),
  changed("idempotency", "AdCP 2.5 promises no recognised repeats: an open outcome is looked up by our reference"),
  changed("signedWebhooks", "AdCP 2.5 webhooks are authenticated with a shared secret or token only"),
  changed("listMediaBuys", "AdCP 2.5 cannot list media buys: those made elsewhere cannot be found"),
  changed("readBack", "AdCP 2.5 cannot read a media buy back: delivery and the seller's own replies are the evidence"),
];

/** The REST routes of the open sales agent: no list of media buys, no tasks. */
const overRest: readonly DialectLimit[] = [
  changed("listMediaBuys", "REST has no route that lists media buys: those made elsewhere cannot be found"),
  changed("readBack", "REST cannot read a media buy back: delivery and the seller's own replies are the evidence"),
  changed("taskStatus", "REST has no route for tasks: a review ends with a webhook, or when a person says so"),
  changed(
    "packageEdits",
    "Some REST sellers change only the whole media buy: what the reply does not confirm stays unknown",
  ),
];
