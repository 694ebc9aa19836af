/** Any JSON object of the wire whose shape the SDK's request schema has already checked. */
export type Json = Record<string, unknown>;

export interface FormatId {
  agent_url: string;
  id: string;
}

export interface AccountRecord {
  account_id: string;
  /** `brand domain|operator|live or sandbox`: the key all state of a buyer hangs on. */
  key: string;
  name: string;
  brand: { domain: string };
  operator: string;
  billing: string;
  payment_terms?: string;
  status: string;
  sandbox: boolean;
  /** Accounts opened by a bare natural key work but are not listed until they are synced. */
  listed: boolean;
}

export interface PricingOption {
  pricing_option_id: string;
  pricing_model: string;
  currency: string;
  fixed_price?: number;
  floor_price?: number;
  price_guidance?: { p25: number; p50: number; p75: number; p90: number };
  min_spend_per_package?: number;
  parameters?: Json;
}

export interface CatalogueProduct {
  product_id: string;
  name: string;
  description: string;
  channels: string[];
  delivery_type: "guaranteed" | "non_guaranteed";
  formats: string[];
  placements: [id: string, name: string][];
  pricing: PricingOption[];
  /** Words a brief is matched against, besides name, description and channels. */
  keywords: string;
  countries: string[];
  daily_impressions: number;
  expires_in_hours: number;
  exclusivity?: "none" | "category" | "exclusive";
  measured_by: string;
}

export interface DayTotals {
  impressions: number;
  clicks: number;
  completed_views: number;
  spend: number;
}

export interface CreativeAssignment {
  creative_id: string;
  weight?: number;
  placement_ids?: string[];
  /** ISO instant; not part of the wire shape. */
  assigned_at: string;
}

interface Cancellation {
  canceled_at: string;
  canceled_by: "buyer" | "seller";
  reason?: string;
}

/** The buyer-settable fields of a package that are stored and given back as they came. */
export const ECHOED_PACKAGE_FIELDS = [
  "budget",
  "pacing",
  "bid_price",
  "impressions",
  "start_time",
  "end_time",
  "targeting_overlay",
  "optimization_goals",
  "measurement_terms",
  "performance_standards",
  "catalogs",
  "agency_estimate_number",
  "context",
] as const;

export interface PackageRecord {
  package_id: string;
  product_id: string;
  pricing_option_id: string;
  pricing_model: string;
  currency: string;
  /** Price per unit of the pricing model: the fixed price, or the bid. */
  rate: number;
  budget: number;
  pacing: string;
  bid_price?: number;
  start_time?: string;
  end_time?: string;
  format_ids: FormatId[];
  creative_assignments: CreativeAssignment[];
  paused: boolean;
  canceled: boolean;
  cancellation?: Cancellation;
  /** Everything echoed that the seller itself does not compute with. */
  echoed: Json;
  /** Delivery booked so far per UTC day of the buy's own clock. */
  days: Record<string, DayTotals>;
  /** Buy-clock milliseconds up to which `days` is complete. */
  settled_until: number;
}

interface HistoryEntry {
  revision: number;
  timestamp: string;
  actor: string;
  action: string;
  summary: string;
  package_id?: string;
}

export interface BuyRecord {
  media_buy_id: string;
  account_key: string;
  brand: { domain: string };
  /** Last status seen; the clock moves it on. */
  status: string;
  paused: boolean;
  forced_status?: string;
  rejection_reason?: string;
  cancellation?: Cancellation;
  /** The status that a pause by the seller interrupted. */
  held_from?: string;
  currency: string;
  start_time: string;
  end_time: string;
  /**
   * The buy's own clock, set when its creatives are complete: from then on it runs fast towards `start` and on.
   * Before, it is the wall clock, so that nobody loses flight days while creatives are made. Later date changes do not
   * bend it.
   */
  clock?: { set_ms: number; start_ms: number };
  po_number?: string;
  /** Misbehaviour markers found in the PO number or context of the create (awkward seller). */
  markers: string;
  echoed: Json;
  created_at: string;
  confirmed_at: string;
  updated_at: string;
  revision: number;
  history: HistoryEntry[];
  packages: PackageRecord[];
}

export interface CreativeRecord {
  creative_id: string;
  account_key: string;
  name: string;
  format_id: FormatId;
  assets: Json;
  tags: string[];
  /** Submitted at, in wall-clock milliseconds: the review runs from here. */
  submitted_ms: number;
  forced_status?: string;
  rejection_reason?: string;
  /** A changed creative goes straight back to review; only a new one is processed first. */
  resubmitted: boolean;
  created_date: string;
  updated_date: string;
}

export interface TaskRecord {
  task_id: string;
  account_key: string;
  task_type: "create_media_buy" | "update_media_buy";
  status: "submitted" | "completed" | "rejected" | "failed";
  created_at: string;
  updated_at: string;
  completed_at?: string;
  /** Wall-clock milliseconds after which the review decides by itself. */
  due_ms: number;
  request: Json;
  media_buy_id?: string;
  /** Shown as `working` until it is decided. */
  working?: boolean;
  /** Waits for a reviewer however long it takes. */
  held?: boolean;
  /** Completes without telling what came of it. */
  without_result?: boolean;
  summary: string;
  result?: Json;
  error?: { code: string; message: string; details?: Json };
}
