/**
 * Targeting overlay as AdCP 3.0.6 spells it (requirements §3.9). The spine edits countries and devices; every other field a
 * seller or an import brought is kept untouched, because the wire replaces the overlay as a whole.
 */
export const deviceTypes = ["desktop", "mobile", "tablet", "ctv", "dooh", "unknown"] as const;

export type TargetingOverlay = {
  readonly geo_countries?: readonly string[];
  readonly device_type?: readonly string[];
  readonly [field: string]: unknown;
};

export const emptyOverlay: TargetingOverlay = {};
