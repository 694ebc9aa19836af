import { DomainError } from "./errors";

/** An amount in millionths of the currency's main unit (12.50 USD = 12_500_000n). Never a float. */
export type Money = { readonly micros: bigint; readonly currency: string };

const microsPerUnit = 1_000_000n;
/** SQLite and PostgreSQL hold signed 64 bits; larger is refused before it is stored. */
const maxMicros = 9_223_372_036_854_775_807n;

/** ISO 4217 exponents that are not 2. `Intl` is not asked: it says 0 digits for IDR and HUF on Node 20. */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** Currencies a campaign can be planned in, the common ones first. */
export const currencies = [
  "USD",
  "EUR",
  "GBP",
  "CHF",
  "JPY",
  "CAD",
  "AUD",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "HUF",
  "BRL",
  "MXN",
  "INR",
  "CNY",
  "KRW",
  "SGD",
  "HKD",
  "NZD",
  "ZAR",
  "AED",
  "KWD",
] as const;

export function isCurrency(value: string): boolean {
  return (currencies as readonly string[]).includes(value);
}

/** Digits after the point that a committed amount may have: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return exponents[currency] ?? 2;
}

function minorUnitMicros(currency: string): bigint {
  return 10n ** BigInt(6 - minorDigits(currency));
}

export function money(micros: bigint, currency: string): Money {
  if (micros > maxMicros || micros < -maxMicros) {
    throw new DomainError("INVALID_INPUT", "The amount is larger than can be stored");
  }
  return { micros, currency };
}

export function zero(currency: string): Money {
  return { micros: 0n, currency };
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new DomainError("INVALID_INPUT", `${a.currency} and ${b.currency} cannot be added together`);
  }
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.micros + b.micros, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.micros - b.micros, a.currency);
}

/** Negative, zero or positive, as a sort wants it. Mixed currencies throw. */
export function compare(a: Money, b: Money): number {
  sameCurrency(a, b);
  if (a.micros === b.micros) return 0;
  return a.micros < b.micros ? -1 : 1;
}

export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce((total, amount) => add(total, amount), zero(currency));
}

/** True when the amount is whole minor units of its currency, as every committed budget must be. */
export function isWholeMinor(amount: Money): boolean {
  return amount.micros % minorUnitMicros(amount.currency) === 0n;
}

/**
 * Splits `total` in the ratio of `weights` so that the parts are whole minor units and sum to it exactly
 * (largest remainder). All weights zero: split evenly. `total` must be whole minor units.
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  if (weights.length === 0) throw new DomainError("INVALID_INPUT", "There is nothing to split the amount over");
  if (weights.some((weight) => weight < 0n)) throw new DomainError("INVALID_INPUT", "Weights cannot be negative");
  const unit = minorUnitMicros(total.currency);
  if (total.micros < 0n || total.micros % unit !== 0n) {
    throw new DomainError("INVALID_INPUT", "Only whole minor units, not below zero, can be split");
  }
  const units = total.micros / unit;
  const weightSum = weights.reduce((a, b) => a + b, 0n);
  const shares = weightSum === 0n ? weights.map(() => 1n) : weights;
  const shareSum = weightSum === 0n ? BigInt(weights.length) : weightSum;
  const floors = shares.map((share) => (units * share) / shareSum);
  const left = units - floors.reduce((a, b) => a + b, 0n);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: (units * share) % shareSum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  const extra = new Set(byRemainder.slice(0, Number(left)).map((entry) => entry.index));
  return floors.map((floor, index) => money((floor + (extra.has(index) ? 1n : 0n)) * unit, total.currency));
}

/** Impressions that `budget` buys at a CPM: budget / cpm * 1000, rounded down. A CPM of zero gives null. */
export function impressionsFor(budget: Money, cpm: Money): bigint | null {
  sameCurrency(budget, cpm);
  return cpm.micros <= 0n ? null : (budget.micros * 1000n) / cpm.micros;
}

/** `part / whole` in basis points (10_000 = all), or null when `whole` is zero. Rounded to nearest. */
export function ratioBasisPoints(part: bigint, whole: bigint): number | null {
  if (whole === 0n) return null;
  const scaled = part * 20_000n;
  const rounded = (scaled + (scaled < 0n ? -whole : whole)) / (2n * whole);
  return Number(rounded);
}

const decimalPattern = /^(-?)(\d{1,13})(?:\.(\d+))?$/;

/** "1234.5" → micros. Refuses anything but a plain decimal with at most `maxDigits` places. */
export function parseDecimal(text: string, currency: string, maxDigits = 6): Money {
  const match = decimalPattern.exec(text.trim());
  if (!match) throw new DomainError("INVALID_INPUT", "Enter an amount such as 1250.00");
  const fraction = match[3] ?? "";
  if (fraction.length > maxDigits) {
    throw new DomainError(
      "INVALID_INPUT",
      maxDigits === 0 ? `${currency} has no decimals` : `${currency} has at most ${maxDigits} decimals`,
    );
  }
  const micros = BigInt(match[2] ?? "0") * microsPerUnit + BigInt(fraction.padEnd(6, "0"));
  return money(match[1] === "-" ? -micros : micros, currency);
}

/** micros → the shortest plain decimal with at least the currency's minor digits: "1250.00", "0.0025". */
export function toDecimal(amount: Money): string {
  const negative = amount.micros < 0n;
  const absolute = negative ? -amount.micros : amount.micros;
  const fraction = (absolute % microsPerUnit).toString().padStart(6, "0").replace(/0+$/, "");
  const digits = fraction.padEnd(minorDigits(amount.currency), "0");
  return `${negative ? "-" : ""}${absolute / microsPerUnit}${digits === "" ? "" : `.${digits}`}`;
}

/**
 * The wire's JSON number → Money. Refuses NaN, infinities, exponents past the bound and more than six decimals.
 * Source: AdCP 3.0.6 sends money as JSON numbers in the stated currency.
 */
export function fromWireNumber(value: number, currency: string): Money {
  if (!Number.isFinite(value)) throw new DomainError("INVALID_INPUT", "The seller sent an amount that is not a number");
  // Below a millionth a number is written with an exponent, which is no plain decimal and more than six places.
  return parseDecimal(String(value), currency);
}

/** Money → the wire's JSON number; whole minor units are exact far beyond any budget, single micros up to 2^33 units. */
export function toWireNumber(amount: Money): number {
  return Number(toDecimal(amount));
}

/** "USD 1,250.00" for people; digits follow the currency, `locale` the reader. */
export function formatMoney(amount: Money, locale = "en-US"): string {
  return `${amount.currency} ${formatAmount(amount, locale)}`;
}

/** The number alone, grouped, with exactly the currency's digits (more only if the amount has them). */
export function formatAmount(amount: Money, locale = "en-US"): string {
  const decimal = toDecimal(amount);
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const { format, point } = numberShape(locale);
  const grouped = format(BigInt(whole));
  return `${decimal.startsWith("-") ? "−" : ""}${grouped}${fraction === "" ? "" : `${point}${fraction}`}`;
}

type NumberShape = { readonly format: (whole: bigint) => string; readonly point: string };
const numberShapes = new Map<string, NumberShape>();

/** Made once for each locale: making one costs a hundred times what using it does. */
function numberShape(locale: string): NumberShape {
  const known = numberShapes.get(locale);
  if (known) return known;
  const numbers = new Intl.NumberFormat(locale);
  const point = numbers.formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";
  const made = { format: numbers.format, point };
  numberShapes.set(locale, made);
  return made;
}
