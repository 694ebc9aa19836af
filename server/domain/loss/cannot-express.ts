import { type SellerOffer, whyNotOffered } from "../capabilities/allowed";
import { type DialectFeature, dialectFeatures, limitsOf } from "../dialect/limits";
import { targetingOffer } from "../targeting/targeting-limits";
import { type LossLine, line, severityOf, unreadable } from "./loss-report";

/** Said once by the line for the whole targeting. */
const ofTargeting: ReadonlySet<DialectFeature> = new Set(["devices", "keywords"]);

/** What can never be said to this agent, whatever a campaign uses: for its own page. */
export function cannotExpress(seller: SellerOffer): readonly LossLine[] {
  const limits = limitsOf(seller.dialect);
  const wholeTargeting = limits.some(({ feature }) => feature === "targeting");
  const features = dialectFeatures.flatMap((feature) => {
    if (wholeTargeting && ofTargeting.has(feature)) return [];
    const refused = whyNotOffered(feature, seller);
    if (refused !== null) return [line(feature, "blocks", refused, [], null)];
    const limit = limits.find((one) => one.feature === feature);
    return limit ? [line(feature, severityOf(limit), limit.says, [], null)] : [];
  });
  return once([...features, ...(wholeTargeting ? [] : targetingLines(seller)), ...unreadable(seller)]);
}

/** A pair of a field and its exclusion is one line. */
function targetingLines(seller: SellerOffer): readonly LossLine[] {
  const { limits } = targetingOffer(seller, true);
  return [...limits]
    .filter(([field]) => !field.endsWith("_exclude") || !limits.has(field.replace(/_exclude$/, "")))
    .map(([field, says]) => line(field, "blocks", says, [], null));
}

function once(lines: readonly LossLine[]): readonly LossLine[] {
  return [...new Map(lines.map((one) => [one.says, one])).values()];
}
