import { canonicalJson } from "../canonical-json";
import type { IoAcceptance, Proposal } from "../media-buy/proposal";

/** Everything a signature under the insertion order stands for, as one text: its hash is what is signed. null: there is no order. */
export function termsText({ proposalId, insertionOrder, allocations }: Proposal): string | null {
  if (insertionOrder === null) return null;
  const { ioId, terms, termsUrl, signingUrl, total } = insertionOrder;
  const lines = allocations.map(({ productId, percentMicros, pricingOptionId, startAt, endAt }) => {
    return { productId, percentMicros, pricingOptionId, startAt, endAt };
  });
  return canonicalJson({ proposalId, ioId, terms, termsUrl, signingUrl, total, lines });
}

/** none: no signature is asked for; void: the terms have changed since somebody signed. */
export type SignatureState = "none" | "missing" | "signed" | "void";

/** `termsHash`: of the terms as they are now. */
export function signatureState(
  proposal: Proposal,
  acceptance: IoAcceptance | null,
  termsHash: string | null,
): SignatureState {
  const order = proposal.insertionOrder;
  if (!order?.requiresSignature) return "none";
  if (acceptance === null) return "missing";
  return acceptance.ioId === order.ioId && acceptance.termsHash === termsHash ? "signed" : "void";
}

/** A person signs with their own name: case and spacing aside, what they type has to be it. */
export function isOwnName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLocaleLowerCase("en");
  return plain(typed) !== "" && plain(typed) === plain(name);
}
