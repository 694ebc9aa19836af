import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import type { Finding, SellerBook } from "./finding";
import { checkInvariants } from "./invariants";
import { bookPlaces, readBook, type UnreadBook } from "./read-books";

/** What an examination has come to: the sellers' books one by one, then the result. */
export type Examination =
  | { readonly step: "reading"; readonly read: number; readonly of: number }
  | { readonly step: "comparing"; readonly read: number; readonly of: number }
  | {
      readonly step: "done";
      readonly at: Instant;
      readonly books: readonly { readonly sellerName: string; readonly buys: number }[];
      readonly unread: readonly UnreadBook[];
      readonly findings: readonly Finding[];
    };

const atOnce = 4;

/**
 * Reads every seller's books and checks I1–I8, changing nothing. What a first look finds may just be under way, so a finding
 * counts only when a second look, at books read anew, finds it too.
 */
export async function* examine(ports: Ports, organisationId: string): AsyncGenerator<Examination> {
  const first = yield* readAll(ports, organisationId);
  yield { step: "comparing", read: first.books.length, of: first.books.length + first.unread.length };
  let { books, unread } = first;
  let findings = await checkInvariants(ports.db, books, { organisationId });
  if (findings.length > 0) {
    ({ books, unread } = yield* readAll(ports, organisationId));
    const again = await checkInvariants(ports.db, books, { organisationId });
    const before = new Set(findings.map(nameOf));
    findings = again.filter((finding) => before.has(nameOf(finding)));
  }
  const shown = books.map(({ sellerName, buys }) => ({ sellerName, buys: buys.length }));
  yield { step: "done", at: ports.clock(), books: shown, unread, findings };
}

function nameOf({ invariant, subject, sentence }: Finding): string {
  return `${invariant} ${subject.type} ${subject.id} ${sentence}`;
}

type Books = { readonly books: readonly SellerBook[]; readonly unread: readonly UnreadBook[] };

async function* readAll(ports: Ports, organisationId: string): AsyncGenerator<Examination, Books> {
  const places = await bookPlaces(ports.db, organisationId);
  const books: SellerBook[] = [];
  const unread: UnreadBook[] = [];
  yield { step: "reading", read: 0, of: places.length };
  for (let start = 0; start < places.length; start += atOnce) {
    const some = await Promise.all(places.slice(start, start + atOnce).map((place) => readBook(ports, place)));
    for (const one of some) {
      if ("buys" in one) books.push(one);
      else unread.push(one);
    }
    yield { step: "reading", read: Math.min(start + atOnce, places.length), of: places.length };
  }
  return { books, unread };
}
