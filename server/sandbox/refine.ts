import { words } from "./match-products";
import type { AccountRecord, Json } from "./model";
import { commitProposal, findProposal, type ProposalRecord, proposalToWire, reshapeProposal } from "./proposals";
import type { Seller } from "./seller";

export interface RefineAsk {
  scope: string;
  product_id?: string;
  proposal_id?: string;
  action?: string;
  ask?: string;
}

type Status = "applied" | "partial" | "unable";
interface Note {
  status: Status;
  notes: string;
}

/** Where a refinement starts: everything on sale, in the seller's order, and the proposals it names. */
interface Draft {
  products: Json[];
  /** Products the buyer named, which come first. */
  first: string[];
  proposals: Map<string, ProposalRecord>;
}

const textOf = (product: Json): string =>
  words(`${String(product.name)} ${String(product.description)} ${(product.channels as string[]).join(" ")}`).join(" ");

const LESS = /\b(?:less|fewer|no|without|drop|remove|not)\s+(?:the\s+)?([a-z]{3,})/gi;
const MORE = /\b(?:more|only|add|prefer|shift[^.]*? to)\s+(?:the\s+)?([a-z]{3,})/gi;

const named = (pattern: RegExp, ask: string): string[] =>
  [...ask.matchAll(pattern)].map((match) => (match[1] ?? "").toLowerCase());

/** "video" is in "Catch-up video" and stands for the channels that are video. */
function speaksOf(product: Json, word: string): boolean {
  const channels = product.channels as string[];
  if (word === "video" && channels.some((channel) => ["olv", "ctv", "linear_tv"].includes(channel))) return true;
  return textOf(product).includes(word.replace(/s$/, ""));
}

/** A free ask, by its plain words: less of this, more of that. */
function askOfAll(draft: Draft, ask: string): Note {
  const less = named(LESS, ask);
  const more = named(MORE, ask);
  const fewer = draft.products.filter((product) => !less.some((word) => speaksOf(product, word)));
  const wanted = fewer.filter((product) => more.some((word) => speaksOf(product, word)));
  const changed = fewer.length < draft.products.length || wanted.length > 0;
  if (!changed || fewer.length === 0) {
    return { status: "unable", notes: "We only understand asks such as “more video” or “no display” here." };
  }
  draft.products = fewer;
  draft.first.push(...wanted.map((product) => String(product.product_id)));
  const missing = more.filter((word) => !fewer.some((product) => speaksOf(product, word)));
  if (missing.length > 0) return { status: "partial", notes: `We have nothing with ${missing.join(", ")}.` };
  return { status: "applied", notes: `${fewer.length} products are left, the ones you asked for first.` };
}

function askOfProduct(draft: Draft, { product_id, action, ask }: RefineAsk): Note {
  const product = draft.products.find((one) => one.product_id === product_id);
  if (product === undefined) return { status: "unable", notes: `We do not sell "${product_id}".` };
  if (action === "omit") {
    draft.products = draft.products.filter((one) => one !== product);
    return { status: "applied", notes: "Left out." };
  }
  draft.first.push(String(product_id));
  if (action !== "more_like_this") {
    if (ask === undefined) return { status: "applied", notes: "Here it is as it is now." };
    return { status: "partial", notes: "The product is here; its prices and formats do not move." };
  }
  const channels = product.channels as string[];
  const alike = draft.products.filter(
    (one) => one !== product && (one.channels as string[]).some((channel) => channels.includes(channel)),
  );
  if (alike.length === 0) return { status: "unable", notes: "We have nothing like it." };
  draft.first.push(...alike.map((one) => String(one.product_id)));
  return { status: "applied", notes: `${alike.length} more of ${channels.join(" and ")}.` };
}

const SHIFT_POINTS = 20;

/** More of one product takes its points from the others; a dropped one leaves its share to them. */
function reshape(seller: Seller, draft: Draft, record: ProposalRecord, ask: string): Note {
  const productOf = (id: string) => draft.products.find((product) => product.product_id === id);
  const fits = (id: string, list: readonly string[]) =>
    list.some((word) => speaksOf(productOf(id) ?? { name: id, description: "", channels: [] }, word));
  const less = named(LESS, ask);
  const more = named(MORE, ask);
  const kept = record.shares.filter((share) => !fits(share.product_id, less));
  const raised = kept.filter((share) => fits(share.product_id, more));
  if (kept.length === 0 || (kept.length === record.shares.length && raised.length === 0)) {
    return { status: "unable", notes: "We only understand asks such as “more video” or “without display” here." };
  }
  const weights = kept.map((share) => share.percent + (raised.includes(share) ? SHIFT_POINTS : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const percents = weights.map((weight) => Math.floor((weight * 100) / sum));
  const left = 100 - percents.reduce((total, percent) => total + percent, 0);
  const shares = kept.map((share, index) => ({ ...share, percent: (percents[index] ?? 0) + (index === 0 ? left : 0) }));
  const nameShare = ({ product_id, percent }: (typeof shares)[number]) =>
    `${String(productOf(product_id)?.name ?? product_id)} ${percent} %`;
  draft.proposals.set(record.proposal_id, reshapeProposal(seller, record, shares));
  return {
    status: "applied",
    notes: `Now ${shares.map(nameShare).join(", ")}.`,
  };
}

function askOfProposal(seller: Seller, draft: Draft, accountKey: string, entry: RefineAsk): Note {
  const { proposal_id = "", action, ask = "" } = entry;
  const record = findProposal(seller, proposal_id, accountKey);
  if (record === undefined) return { status: "unable", notes: `We know no proposal "${proposal_id}".` };
  if (action === "omit") {
    draft.proposals.delete(proposal_id);
    return { status: "applied", notes: "Left out." };
  }
  draft.proposals.set(proposal_id, record);
  if (action === "finalize") {
    draft.proposals.set(proposal_id, commitProposal(seller, record, ask));
    return { status: "applied", notes: "The terms are firm and the inventory is held." };
  }
  return ask === "" ? { status: "applied", notes: "Here it is as it is now." } : reshape(seller, draft, record, ask);
}

/** get_products in refine mode: each entry in turn, with what came of it in the same order. */
export function refineAnswer(
  seller: Seller,
  account: AccountRecord | undefined,
  products: Json[],
  asks: readonly RefineAsk[],
): Json {
  const draft: Draft = { products, first: [], proposals: new Map() };
  const refinement_applied = asks.map((entry) => {
    const { scope, product_id, proposal_id } = entry;
    const note =
      scope === "request"
        ? askOfAll(draft, entry.ask ?? "")
        : scope === "product"
          ? askOfProduct(draft, entry)
          : askOfProposal(seller, draft, account?.key ?? "", entry);
    return { scope, ...(product_id ? { product_id } : {}), ...(proposal_id ? { proposal_id } : {}), ...note };
  });
  const rank = (product: Json) => (draft.first.includes(String(product.product_id)) ? 0 : 1);
  const sorted = [...draft.products].sort((a, b) => rank(a) - rank(b));
  const proposals = [...draft.proposals.values()].map((record) => proposalToWire(seller, record));
  return { products: sorted, ...(proposals.length === 0 ? {} : { proposals }), refinement_applied };
}
