import { requireOpen } from "./accounts";
import { buildPackage, newId } from "./build-package";
import { record, saveBuy, touch } from "./buy-state";
import { createdToWire } from "./buy-to-wire";
import { DAY_MS, iso, parseIso } from "./clock";
import { assignInlineCreatives, storeInlineCreatives } from "./creatives";
import { refuse } from "./errors";
import { takeForcedArm } from "./forced-arm";
import type { AccountRecord, BuyRecord, Json, PackageRecord } from "./model";
import { expandProposal } from "./proposals";
import { openReview } from "./reviews";
import type { Seller } from "./seller";

interface Flight {
  start: number;
  end: number;
}

const flightOf = (seller: Seller, args: Json): Flight => ({
  start: args.start_time === "asap" ? seller.now() : parseIso(args.start_time as string),
  end: parseIso(args.end_time as string),
});

function checkOrder({ start, end }: Flight): void {
  if (end <= start) throw refuse("INVALID_REQUEST", "end_time must be after start_time.", { field: "end_time" });
}

function checkNotPast(now: number, { start, end }: Flight): void {
  if (end <= now) throw refuse("INVALID_REQUEST", "The flight is already over.", { field: "end_time" });
  if (start < now - DAY_MS) throw refuse("INVALID_REQUEST", "start_time is in the past.", { field: "start_time" });
}

function packagesOf(seller: Seller, args: Json, flight: Flight): PackageRecord[] {
  const requested = args.packages as Json[] | undefined;
  if (requested === undefined || requested.length === 0) {
    throw refuse("INVALID_REQUEST", "An order needs packages, or a proposal of ours.", { field: "packages" });
  }
  const packages = requested.map((one, index) => buildPackage(seller, one, flight, `packages[${index}]`));
  const currency = packages[0]?.currency;
  const odd = packages.findIndex((pack) => pack.currency !== currency);
  if (odd > 0) {
    const message = `One media buy has one currency: ${currency} before, ${packages[odd]?.currency} here.`;
    throw refuse("INVALID_REQUEST", message, { field: `packages[${odd}].pricing_option_id` });
  }
  return packages;
}

const ECHOED_BUY_FIELDS = [
  "proposal_id",
  "invoice_recipient",
  "advertiser_industry",
  "agency_estimate_number",
  "context",
  "ext",
];

/** Markers such as [refuse] are looked for in the PO number and in the buyer's context. */
export const markersIn = (args: Json): string => `${args.po_number ?? ""} ${JSON.stringify(args.context ?? "")}`;

function draftBuy(seller: Seller, account: AccountRecord, args: Json): BuyRecord {
  const flight = flightOf(seller, args);
  checkOrder(flight);
  const packages = packagesOf(seller, args, flight);
  checkNotPast(seller.now(), flight);
  const stamp = iso(seller.now());
  const echoed = ECHOED_BUY_FIELDS.filter((field) => args[field] !== undefined).map((field) => [field, args[field]]);
  return {
    media_buy_id: newId(`mb_${seller.profile.id}`),
    account_key: account.key,
    brand: args.brand as { domain: string },
    status: "pending_creatives",
    paused: false,
    currency: packages[0]?.currency ?? "USD",
    start_time: iso(flight.start),
    end_time: iso(flight.end),
    ...(typeof args.po_number === "string" ? { po_number: args.po_number } : {}),
    markers: markersIn(args),
    echoed: Object.fromEntries(echoed),
    created_at: stamp,
    confirmed_at: stamp,
    updated_at: stamp,
    revision: 1,
    history: [],
    packages,
  };
}

/** Confirms a media buy now: validates, stores, and answers with the success arm. */
export function confirmBuy(seller: Seller, account: AccountRecord, args: Json, actor: string): Json {
  const buy = draftBuy(seller, account, args);
  (args.packages as Json[]).forEach((request, index) => {
    const pack = buy.packages[index];
    storeInlineCreatives(seller, account, request, `packages[${index}]`);
    if (pack !== undefined) assignInlineCreatives(seller, request, pack);
  });
  record(seller, buy, "created", actor, `Confirmed with ${buy.packages.length} package(s).`);
  saveBuy(seller, buy);
  return createdToWire(seller, touch(seller, buy));
}

/** create_media_buy: confirmed at once, or `submitted` when a person has to look at it first. */
export function createMediaBuy(seller: Seller, account: AccountRecord, asked: Json): Json {
  requireOpen(account, "create");
  return seller.store.atomically(() => {
    const args = expandProposal(seller, account, asked);
    const forced = takeForcedArm(seller);
    if (!seller.profile.reviewsBuys && forced === undefined) return confirmBuy(seller, account, args, "buyer");
    // A dry run first: what is plainly wrong is refused at once and never reaches a person.
    const draft = draftBuy(seller, account, args);
    if (account.sandbox && forced === undefined) return confirmBuy(seller, account, args, "buyer");
    const total = draft.packages.reduce((sum, pack) => sum + pack.budget, 0);
    return openReview(seller, account, {
      task_type: "create_media_buy",
      request: args,
      summary: `New media buy, ${draft.packages.length} package(s), ${total} ${draft.currency}${draft.po_number ? `, number ${draft.po_number}` : ""}`,
      message: forced?.message ?? "Waiting for our ad operations team to sign the order.",
      ...(forced?.task_id === undefined ? {} : { task_id: forced.task_id }),
    });
  });
}
