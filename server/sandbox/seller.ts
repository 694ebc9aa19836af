import type { Now } from "./clock";
import { iso } from "./clock";
import type { CatalogueProduct } from "./model";
import type { Store } from "./store";

export interface SellerProfile {
  /** The part of the URL: `/<id>/mcp`. */
  id: "prompt" | "careful" | "awkward";
  name: string;
  domain: string;
  token: string;
  summary: string;
  specialisms: ("sales-guaranteed" | "sales-non-guaranteed")[];
  channels: string[];
  countries: string[];
  /** By what a buyer may target here; the rest of the overlay comes with every media buy. */
  targetsBy: { countries: boolean; languages: boolean; keywords: ("broad" | "phrase" | "exact")[] };
  /** Creates and big updates wait for a person, except on sandbox accounts. */
  reviewsBuys: boolean;
  /** Answers a brief with a plan of its own, to be made firm before it is bought. */
  offersProposals?: boolean;
  /** A new account for real money waits until a person has accepted the terms on the seller's own page. */
  asksForSetup: boolean;
  /** Offers get_account_financials. */
  tellsFinancials: boolean;
  /** Takes misbehaviour scripts (`/_control`, markers in PO numbers). */
  scriptable: boolean;
  products: CatalogueProduct[];
}

/** A running seller: who it is, what it remembers, and its clock. */
export interface Seller {
  profile: SellerProfile;
  store: Store;
  now: Now;
  /** How fast the clock of a buy runs against the wall clock. */
  speed: number;
  /** Seconds until a review or a creative check decides by itself. */
  reviewSeconds: number;
  /** New accounts for real money wait for their set-up; compliance runs open them at once. */
  wantsSetup: boolean;
  /** Public address of the MCP endpoint, also the agent_url of its formats. */
  url: string;
}

export const nowIso = (seller: Seller): string => iso(seller.now());
