import { inFlightStates } from "../domain/change/change-state";
import { decodeIntent, readStored } from "../domain/change/stored-json";
import { findCreatedBuy, type ListedBuy } from "../domain/media-buy/find-created-buy";
import { formatMoney, money } from "../domain/money";
import { instantFromMillis, millisOf } from "../domain/time";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";
import type { Finding, SellerBook } from "./finding";
import { type ChangeRow, grouped, type MediaBuyRow, type Records } from "./records";

const over = ["rejected", "canceled", "cancelled", "failed"];
const isLive = (buy: MediaBuySnapshot) => !over.includes(buy.status);

/** I1 and I2: who made the living buys in the sellers' books, and whether we know. */
export function boughtOnce(records: Records, books: readonly SellerBook[]): Finding[] {
  return books.flatMap((book) => bookFindings(records, book));
}

function bookFindings(records: Records, book: SellerBook): Finding[] {
  const creates = sentCreates(records, book);
  const ownerOf = ownersByPackage(records);
  const known = new Set(records.mediaBuys.flatMap((buy) => (isOf(buy, book) ? [buy.sellerMediaBuyId] : [])));
  const living = book.buys.filter(isLive).map((buy) => ({ buy, owner: ownerNamedBy(buy, ownerOf) }));
  const unclaimed = living.filter(
    ({ buy, owner }) => !known.has(buy.mediaBuyId) && owner?.sellerMediaBuyId !== buy.mediaBuyId,
  );
  const strangers = unclaimed.flatMap(({ buy, owner }) => (owner ? [] : [buy]));
  const lost = unclaimed.flatMap(({ buy, owner }) =>
    owner && !isOpen(creates, owner.id) ? [unknownBuy(book, buy, owner.name)] : [],
  );
  const doubled = [...grouped(living, ({ owner }) => owner?.id ?? null).values()].filter((buys) => buys.length > 1);
  const hasItsOwn = new Set(records.mediaBuys.flatMap((buy) => (buy.sellerMediaBuyId === null ? [] : [buy.id])));
  return [
    ...doubled.map((buys) => twice(book, buys)),
    ...lost,
    ...strangerFindings(book, strangers, creates, hasItsOwn),
  ];
}

type SentCreate = { readonly change: ChangeRow; readonly firstSentAt: Date; readonly open: boolean };

/** Creates of this account that left us, with the moment from which their buy may exist. */
function sentCreates(records: Records, book: SellerBook): SentCreate[] {
  const sent = grouped(
    records.calls.filter((call) => call.firstSentAt !== null),
    (call) => call.changeId,
  );
  return records.changes.flatMap((change) => {
    const firstSentAt = sent.get(change.id)?.[0]?.firstSentAt;
    if (change.kind !== "create_media_buy" || !firstSentAt || !isOf(change, book)) return [];
    return [{ change, firstSentAt, open: (inFlightStates as readonly string[]).includes(change.state) }];
  });
}

/** Buys that name none of our packages: a seller need not echo what we said, so their content speaks. */
function strangerFindings(
  book: SellerBook,
  strangers: readonly MediaBuySnapshot[],
  creates: readonly SentCreate[],
  hasItsOwn: ReadonlySet<string>,
): Finding[] {
  return strangers.flatMap((buy): Finding[] => {
    const fitting = creates.filter((create) => fits(create, buy));
    if (fitting.length === 0 || fitting.some((create) => create.open)) return [];
    const subject = { type: "seller_media_buy" as const, id: buy.mediaBuyId };
    const known = fitting.every(({ change }) => hasItsOwn.has(change.mediaBuyId ?? ""));
    const said = `${book.sellerName} has ${buy.mediaBuyId}, which looks like a create of ours`;
    return known
      ? [{ invariant: "I1", subject, sentence: `${said} that it carried out before as another media buy` }]
      : [{ invariant: "I2", subject, sentence: `${said} and is not known here` }];
  });
}

function fits({ change, firstSentAt }: SentCreate, buy: ListedBuy): boolean {
  const sent = { firstSentAt: instantFromMillis(firstSentAt.getTime()), claimed: new Set<string>() };
  return findCreatedBuy(decodeIntent(change.patch), [buy], sent).kind === "one";
}

function ownersByPackage(records: Records): ReadonlyMap<string, MediaBuyRow> {
  const buys = new Map(records.mediaBuys.map((buy) => [buy.id, buy]));
  return new Map(
    records.packages.flatMap((pack) => {
      const buy = buys.get(pack.mediaBuyId ?? "");
      return buy ? [[pack.id, buy] as const] : [];
    }),
  );
}

function ownerNamedBy(buy: MediaBuySnapshot, ownerOf: ReadonlyMap<string, MediaBuyRow>): MediaBuyRow | undefined {
  for (const { context } of buy.packages) {
    const owner = typeof context?.package_id === "string" ? ownerOf.get(context.package_id) : undefined;
    if (owner) return owner;
  }
  return undefined;
}

function isOpen(creates: readonly SentCreate[], mediaBuyId: string): boolean {
  return creates.some(({ change, open }) => open && change.mediaBuyId === mediaBuyId);
}

function isOf(row: { readonly salesAgentId: string; readonly accountId: string | null }, book: SellerBook): boolean {
  return row.salesAgentId === book.salesAgentId && row.accountId === book.accountId;
}

function unknownBuy(book: SellerBook, buy: MediaBuySnapshot, name: string): Finding {
  const sentence = `${book.sellerName} has ${buy.mediaBuyId} for ${name}, which is not known here`;
  return { invariant: "I2", subject: { type: "seller_media_buy", id: buy.mediaBuyId }, sentence };
}

type Owned = { readonly buy: MediaBuySnapshot; readonly owner: MediaBuyRow | undefined };

function twice(book: SellerBook, buys: readonly Owned[]): Finding {
  const owner = buys[0]?.owner;
  const ids = buys.map(({ buy }) => buy.mediaBuyId).join(", ");
  const sentence = `${owner?.name ?? "A media buy"} was bought ${buys.length} times at ${book.sellerName}: ${ids}`;
  return { invariant: "I1", subject: { type: "media_buy", id: owner?.id ?? "" }, sentence };
}

/**
 * I3: our confirmed columns against the last snapshot we read, and against the book. A book that is ahead of us is not a fault
 * while the next look is due, unless everything is said to have come to rest (`converged`).
 */
export function sameAsSeen(records: Records, books: readonly SellerBook[], converged: boolean): Finding[] {
  const packagesOf = grouped(records.packages, (pack) => pack.mediaBuyId);
  const open = new Set(
    records.changes.flatMap(({ mediaBuyId, state }) =>
      (inFlightStates as readonly string[]).includes(state) ? [mediaBuyId] : [],
    ),
  );
  return records.mediaBuys.flatMap((buy) => {
    if (buy.sellerMediaBuyId === null || open.has(buy.id)) return [];
    const packages = packagesOf.get(buy.id) ?? [];
    const seen = buy.seen === null ? null : readStored<MediaBuySnapshot>(buy.seen);
    const book = books.find((one) => isOf(buy, one));
    const there = book ? againstBook(buy, packages, book, converged) : [];
    const said = new Set(there.map(({ label }) => label));
    const lately = seen === null ? [] : differences(buy, packages, seen).filter(({ label }) => !said.has(label));
    return [
      ...lately.map((one) => notAsShown(buy, { ...one, where: "as the seller last showed it" })),
      ...there.map((one) => notAsShown(buy, one)),
    ];
  });
}

type Packages = readonly Records["packages"][number][];

type Difference = { readonly label: string; readonly ours: string; readonly theirs: string };
type Placed = Difference & { readonly where: string };

function againstBook(buy: MediaBuyRow, packages: Packages, book: SellerBook, converged: boolean): Placed[] {
  const where = `at ${book.sellerName}`;
  const shown = book.buys.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  if (!shown) return [{ label: "the media buy", ours: String(buy.sellerMediaBuyId), theirs: "not there", where }];
  const ours = buy.sellerRevision ?? 0;
  const theirs = shown.revision ?? ours;
  if (theirs < ours) return [{ label: "the revision", ours: `${ours}`, theirs: `back at ${theirs}`, where }];
  if (theirs > ours && !converged) return [];
  return differences(buy, packages, shown).map((one) => ({ ...one, where }));
}

function notAsShown(buy: MediaBuyRow, { label, ours, theirs, where }: Placed): Finding {
  const sentence = `${buy.name}: ${label} is ${ours} here and ${theirs} ${where}`;
  return { invariant: "I3", subject: { type: "media_buy", id: buy.id }, sentence };
}

/** What of the buy and its packages is not as a snapshot shows it. Fields that the seller does not show say nothing. */
function differences(buy: MediaBuyRow, packages: Packages, seen: MediaBuySnapshot): Difference[] {
  const parts: Difference[] = [];
  const check = (label: string, ours: unknown, shown: unknown, say: (value: unknown) => string = plain) => {
    if (shown === undefined || shown === null || plain(ours) === plain(shown)) return;
    parts.push({ label, ours: say(ours), theirs: say(shown) });
  };
  const amount = (value: unknown) =>
    typeof value === "bigint" ? formatMoney(money(value, buy.currency)) : "not known";
  check("the start", buy.startAt, seen.startAt);
  check("the end", buy.endAt, seen.endAt);
  check("the total", buy.totalMicros, seen.totalMicros, amount);
  for (const pack of packages) {
    const shown = seen.packages.find((one) => one.packageId === pack.sellerPackageId);
    if (!shown) continue;
    check(`the budget of ${pack.name}`, pack.budgetMicros, shown.budgetMicros, amount);
    check(`the bid of ${pack.name}`, pack.bidMicros, shown.bidMicros, amount);
    check(`the impressions of ${pack.name}`, pack.impressions, shown.impressions);
    check(`the pause of ${pack.name}`, pack.paused, shown.paused, (value) => (value === true ? "on" : "off"));
  }
  return parts;
}

function plain(value: unknown): string {
  if (value instanceof Date) return instantFromMillis(value.getTime());
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value)) return instantFromMillis(millisOf(value));
  return value === null || value === undefined ? "not known" : String(value);
}
