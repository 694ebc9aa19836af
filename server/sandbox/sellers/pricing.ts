import type { PricingOption } from "../model";

interface Extra {
  min?: number;
  parameters?: PricingOption["parameters"];
}

const rest = ({ min, parameters }: Extra): Partial<PricingOption> => ({
  ...(min === undefined ? {} : { min_spend_per_package: min }),
  ...(parameters === undefined ? {} : { parameters }),
});

/** A price that is not up for bidding. */
export const fixed = (model: string, currency: string, price: number, extra: Extra = {}): PricingOption => ({
  pricing_option_id: `${model}_${currency.toLowerCase()}_fixed`,
  pricing_model: model,
  currency,
  fixed_price: price,
  ...rest(extra),
});

/** Second-price auction: a bid at or above the floor is needed; guidance is derived from the floor. */
export const auction = (model: string, currency: string, floor: number, extra: Extra = {}): PricingOption => {
  const at = (factor: number): number => Math.round(floor * factor * 100) / 100;
  return {
    pricing_option_id: `${model}_${currency.toLowerCase()}_auction`,
    pricing_model: model,
    currency,
    floor_price: floor,
    price_guidance: { p25: at(1.2), p50: at(1.6), p75: at(2.1), p90: at(2.8) },
    ...rest(extra),
  };
};
