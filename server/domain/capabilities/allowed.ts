import type { Dialect, DialectFeature } from "../dialect/limits";
import { limitsOf } from "../dialect/limits";
import type { MediaBuyAction } from "../media-buy/allowed-actions";
import type { Capabilities } from "./capabilities";

/** A seller as the rules see it: what it said it can, and the words our requests to it are written in. */
export type SellerOffer = {
  readonly name: string;
  /** null: never asked, so nothing but its dialect rules anything out. */
  readonly capabilities: Capabilities | null;
  readonly dialect: Dialect;
};

/** From an agent's columns; words we do not know are the usual ones. */
export function dialectOf(protocol: string, adcpVersion: string): Dialect {
  return {
    protocol: protocol === "a2a" || protocol === "rest" ? protocol : "mcp",
    version: adcpVersion === "2.5" ? "2.5" : "3.0",
  };
}

/**
 * Why this seller cannot be asked for a feature, or null: first what its protocol and version have no words for, then what it says it
 * does not offer. The browser disables by it and the server refuses by it.
 */
export function whyNotOffered(feature: DialectFeature, seller: SellerOffer): string | null {
  const limit = limitsOf(seller.dialect).find((one) => one.feature === feature);
  if (limit?.effect === "refused") return limit.says;
  const { capabilities, name } = seller;
  return capabilities === null ? null : (rules[feature]?.(capabilities, name) ?? null);
}

type Rule = (capabilities: Capabilities, name: string) => string | null;

const changesNeed: Rule = (capabilities, name) =>
  lacksTool(capabilities, "update_media_buy") ? `${name} does not offer changes of a media buy` : null;

const rules: Partial<Readonly<Record<DialectFeature, Rule>>> = {
  inlineCreatives: ({ inlineCreatives }, name) =>
    inlineCreatives ? null : `${name} takes no creatives inside a request; send them first`,
  reportingWebhook: ({ reportingMethods }, name) =>
    reportingMethods === null || reportingMethods.includes("webhook")
      ? null
      : `${name} does not push reports; they are read by polling`,
  keywords: ({ targeting, mediaBuyDeclared }, name) =>
    targeting === null || !mediaBuyDeclared || targeting.keywords !== null || targeting.negativeKeywords !== null
      ? null
      : `${name} does not offer keywords`,
  pause: changesNeed,
  packagePause: changesNeed,
  packageEdits: changesNeed,
  cancel: changesNeed,
  packageCancel: changesNeed,
  newPackages: changesNeed,
};

/** Sellers whose tools are not known are not held to them. */
export function lacksTool({ tools }: Capabilities, tool: string): boolean {
  return tools.length > 0 && !tools.includes(tool);
}

const featureOfAction: Readonly<Record<MediaBuyAction, DialectFeature>> = {
  pause: "pause",
  resume: "pause",
  cancel: "cancel",
  update_budget: "packageEdits",
  update_dates: "packageEdits",
  update_packages: "packageEdits",
  add_packages: "newPackages",
  sync_creatives: "packageEdits",
};

/** Why this seller never lets a media buy do that, whatever its state; null: its state decides (allowed-actions). */
export function whyNotAction(action: MediaBuyAction, seller: SellerOffer): string | null {
  return whyNotOffered(featureOfAction[action], seller);
}
