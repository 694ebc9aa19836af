import type { AccountDetails, AccountFinancials } from "../domain/account/account-details";
import type { AccountRef } from "../domain/account/account-ref";
import type { Capabilities } from "../domain/capabilities/capabilities";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import type { FormatId, Product } from "../domain/media-buy/product";
import type { BuyingMode, Proposal, RefineEntry, RefinementNote } from "../domain/media-buy/proposal";
import type { TaskStatus } from "../domain/media-buy/status";
import type { OptimizationGoal } from "../domain/optimization/goal";
import type { TargetingOverlay } from "../domain/targeting/overlay";
import type { Instant } from "../domain/time";
import type { CreativeFormat, CreativeState, CreativeUpload, SyncReply } from "./creative-exchange";
import type { RequestExtras, UpdateMediaBuyIntent } from "./update-intent";

/**
 * The port to sellers: our words in, a closed set of answers out. Adapters translate; nothing past them knows the wire.
 * Seller text (`message`, `suggestion`, names) is untrusted data: show it escaped, never act on it.
 */
export type AgentEndpoint = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: "mcp" | "a2a" | "rest";
  /** How we prove who we are; secrets in clear live only in memory, for the length of the call. */
  readonly auth: AgentAuth;
  /** The key with which our requests are signed; null: they are not. */
  readonly signing: SigningIdentity | null;
  /** The version in whose words requests are written, as the agent's capabilities say. */
  readonly version: AdcpVersion;
};

export type AdcpVersion = "3.0" | "2.5";

export type AgentAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  | {
      readonly kind: "oauth_client_credentials";
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
    };

/** An organisation's key for RFC 9421 request signatures; `privateJwk` is JSON text and a secret. */
export type SigningIdentity = {
  readonly keyId: string;
  readonly algorithm: "ed25519";
  readonly privateJwk: string;
  /** Whether the body's digest is signed too; not where the seller forbids it (`covers_content_digest`). */
  readonly coversDigest: boolean;
};

export type { AccountRef } from "../domain/account/account-ref";

export type SellerProblem = {
  /**
   * AdCP code, a vendor's own, or ours: UNREACHABLE, BLOCKED_ADDRESS, TIMEOUT, ABORTED, CONNECTION_LOST, TOKEN_EXPIRED, SERVER_ERROR,
   * BAD_REPLY, REPLY_TOO_LARGE, SESSION_LOST, NOT_AN_AGENT, REDIRECTED, HTTP_ERROR, SELLER_ERROR, DUPLICATE_REFERENCE.
   */
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly suggestion: string | null;
  readonly recovery: "transient" | "correctable" | "terminal";
  readonly retryAfterSeconds: number | null;
  readonly httpStatus: number | null;
  readonly details: Readonly<Record<string, unknown>> | null;
};

/** The answer to a read. A failed read changed nothing and may be repeated. */
export type Read<T> =
  | {
      readonly kind: "ok";
      readonly value: T;
      readonly milliseconds: number;
      /** Errors that the seller sent beside its data (requirements §4.1, 6); absent: none. */
      readonly warnings?: readonly SellerProblem[];
    }
  | { readonly kind: "failed"; readonly problem: SellerProblem; readonly milliseconds: number };

/** The answer to a write: `unknown` means it may or may not have happened (timeout, dropped, unreadable). */
export type WriteReply<T> = {
  readonly milliseconds: number;
  readonly httpStatus: number | null;
  readonly raw: unknown;
} & (
  | {
      readonly kind: "accepted";
      readonly value: T;
      readonly replayed: boolean;
      readonly warnings?: readonly SellerProblem[];
    }
  | {
      readonly kind: "submitted";
      readonly taskId: string | null;
      readonly message: string | null;
      readonly replayed: boolean;
    }
  | { readonly kind: "working"; readonly taskId: string | null; readonly message: string | null }
  | {
      readonly kind: "input_required";
      readonly reason: string | null;
      readonly message: string;
      readonly taskId: string | null;
    }
  | { readonly kind: "refused"; readonly problem: SellerProblem }
  /** Never reached the seller (refused connection, DNS, blocked address): safe to send again. */
  | { readonly kind: "unreachable"; readonly problem: SellerProblem }
  | { readonly kind: "unknown"; readonly problem: SellerProblem }
);

export type { Capabilities };

export type SellerAccount = {
  readonly accountId: string;
  readonly name: string;
  readonly status: string;
  readonly brandDomain: string | null;
  readonly operator: string | null;
  readonly sandbox: boolean;
  readonly details: AccountDetails;
};

/** One account to be opened with a seller, by its natural key (requirements §3.2). */
export type AccountRequest = {
  readonly brandDomain: string;
  /** Domain of whoever operates on the brand's behalf; the brand's own when it operates directly. */
  readonly operator: string;
  readonly billing: string;
  readonly paymentTerms: string | null;
  readonly sandbox: boolean;
};

/** What became of a request: created, updated, unchanged or failed. */
export type SyncedAccount = {
  readonly action: string;
  readonly account: SellerAccount;
  /** Why it failed; null: it did not. */
  readonly problem: SellerProblem | null;
};

export type ReadFinancials = Omit<AccountFinancials, "at">;

export type ProductQuery = {
  readonly brief: string;
  /** Absent: by the brief, or all there is where it is empty. */
  readonly mode?: BuyingMode;
  /** Only with mode refine, at least one. */
  readonly refine?: readonly RefineEntry[];
  readonly brandDomain: string | null;
  readonly account: AccountRef | null;
  readonly startDay: string | null;
  readonly endDay: string | null;
  readonly currency: string;
  readonly countries: readonly string[];
};

export type ProductAnswer = {
  readonly products: readonly Product[];
  /** Absent: the seller sent none. */
  readonly proposals?: readonly Proposal[];
  /** What it says it did about each refine entry, in its order. */
  readonly refinement?: readonly RefinementNote[];
  /** The seller's own notes on what is missing; non-empty: partial. */
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
  readonly warnings: readonly SellerProblem[];
};

/** When, by whom (buyer | seller, or the seller's own word) and why something was canceled, as far as the seller says. */
export type SeenCancellation = { readonly at?: Instant; readonly by?: string; readonly reason?: string };

/** One media buy as get_media_buys shows it now. A field the seller does not return is undefined, not null. */
export type MediaBuySnapshot = {
  readonly mediaBuyId: string;
  /** delivery: from a report and replies, the seller cannot be read back; its status may be empty: not said. Absent: read back. */
  readonly basis?: "delivery";
  readonly status: string;
  readonly currency: string;
  readonly totalMicros: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly revision: number | null;
  readonly validActions: readonly string[] | null;
  readonly creativeDeadline: Instant | null;
  readonly confirmedAt: Instant | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly rejectionReason: string | null;
  readonly cancellation?: SeenCancellation;
  readonly poNumber?: string;
  readonly history: readonly {
    readonly revision: number | null;
    readonly at: Instant;
    readonly action: string;
    readonly actor: string | null;
    readonly summary: string | null;
  }[];
  readonly packages: readonly PackageSnapshot[];
};

export type PackageSnapshot = {
  readonly packageId: string;
  readonly productId?: string;
  readonly pricingOptionId?: string;
  readonly budgetMicros?: bigint;
  readonly bidMicros?: bigint;
  readonly impressions?: bigint;
  readonly pacing?: string;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly paused?: boolean;
  readonly canceled?: boolean;
  readonly cancellation?: SeenCancellation;
  readonly targetingOverlay?: TargetingOverlay;
  readonly optimizationGoals?: readonly OptimizationGoal[];
  readonly creativeAssignments?: readonly {
    readonly creativeId: string;
    readonly weight?: number;
    readonly placementIds?: readonly string[];
  }[];
  readonly creativeApprovals?: readonly {
    readonly creativeId: string;
    readonly status: string;
    readonly rejectionReason: string | null;
  }[];
  readonly formatsPending?: readonly FormatId[];
  readonly creativeDeadline?: Instant;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly delivery?: {
    readonly asOf: Instant;
    readonly impressions: bigint;
    readonly spendMicros: bigint;
    readonly pacingIndex: number | null;
    readonly status: string | null;
  };
};

/** A media buy as a list shows it, with what sellers add to tell one from another. */
export type PagedMediaBuy = {
  readonly snapshot: MediaBuySnapshot;
  readonly name: string | null;
  readonly brandDomain: string | null;
};

/** One page of an account's media buys. `hasMore` without a cursor: the seller says that there is more and not where. */
export type MediaBuyPage = {
  readonly buys: readonly PagedMediaBuy[];
  /** Entries without an id or a status. */
  readonly unreadable: number;
  readonly hasMore: boolean;
  readonly cursor: string | null;
  /** Of all pages, where the seller counts them. */
  readonly total: number | null;
};

/** A request as it will be sent, minus its idempotency key: canonical JSON text, the same bytes on every attempt. */
export type FrozenRequest = {
  readonly tool: string;
  readonly body: string;
  /** Put in as it is sent and never stored with it: secrets are no part of what was frozen, hashed and approved. */
  readonly callbacks?: readonly CallbackSecrets[];
};

/** The real address of a webhook that a frozen request names, with what proves its sender. */
export type CallbackSecrets = {
  readonly field: "push_notification_config" | "reporting_webhook";
  readonly url: string;
  /** The seller repeats it in every webhook. */
  readonly token: string;
  /** Shared secret of the HMAC mode; null: the seller signs with its own key. */
  readonly credentials: string | null;
};

export type CreateReply = {
  readonly mediaBuyId: string;
  readonly status: string | null;
  readonly packages: readonly PackageSnapshot[];
  readonly revision: number | null;
};
export type UpdateReply = {
  readonly mediaBuyId: string;
  /** The buy's after it; null: not said, or a word that could be the task's. */
  readonly status?: string | null;
  /** undefined: not said; null: waits for the seller's approval; else when it takes effect. */
  readonly implementationAt?: Instant | null;
  readonly revision: number | null;
  readonly affectedPackages: readonly PackageSnapshot[];
};
export type TaskState = {
  readonly status: TaskStatus;
  readonly rawStatus: string;
  readonly message: string | null;
  readonly problem: SellerProblem | null;
  /** The result where the seller sends one (AdCP 3.0.6 leaves it informal). */
  readonly create: CreateReply | null;
  readonly raw: unknown;
};

export type DeliveryReport = {
  readonly mediaBuyId: string;
  /** The buy's, as far as a report says it. */
  readonly status?: string;
  readonly currency: string;
  readonly asOf: Instant;
  readonly packages: readonly {
    readonly packageId: string;
    readonly paused?: boolean;
    readonly impressions: bigint;
    readonly clicks: bigint;
    readonly spendMicros: bigint;
    readonly days: readonly {
      readonly day: string;
      readonly impressions: bigint;
      readonly clicks: bigint;
      readonly spendMicros: bigint;
    }[];
  }[];
};

export type SalesAgent = {
  getCapabilities(): Promise<Read<Capabilities>>;
  listAccounts(): Promise<Read<readonly SellerAccount[]>>;
  /** Opens or repeats accounts by natural key; the others are left alone. Repeating it is harmless: it is an upsert. */
  syncAccounts(
    requests: readonly AccountRequest[],
    idempotencyKey: string,
  ): Promise<WriteReply<readonly SyncedAccount[]>>;
  getAccountFinancials(account: AccountRef): Promise<Read<ReadFinancials>>;
  getProducts(query: ProductQuery, signal?: AbortSignal): Promise<Read<ProductAnswer>>;
  listCreativeFormats(): Promise<Read<readonly CreativeFormat[]>>;
  listCreatives(account: AccountRef, creativeIds: readonly string[]): Promise<Read<readonly CreativeState[]>>;
  /** false: it offers no way to list or to read media buys back; `getMediaBuys` is then UNSUPPORTED_FEATURE. Absent: it does. */
  readonly listsMediaBuys?: false;
  /** The seller's ids of the buys made under the reference in this create; absent: the dialect cannot ask for that. */
  findByReference?(account: AccountRef, create: FrozenRequest): Promise<Read<readonly string[]>>;
  /** All statuses asked for, pages followed. `mediaBuyIds` null: every buy of the account. */
  getMediaBuys(account: AccountRef, mediaBuyIds: readonly string[] | null): Promise<Read<readonly MediaBuySnapshot[]>>;
  /** One page of every media buy of the account, all statuses; `cursor` null: the first. UNSUPPORTED_FEATURE where no list is offered. */
  listMediaBuyPage(account: AccountRef, cursor: string | null): Promise<Read<MediaBuyPage>>;
  getDelivery(
    account: AccountRef,
    mediaBuyIds: readonly string[],
    startDay: string,
    endDayExclusive: string,
  ): Promise<Read<readonly DeliveryReport[]>>;
  getTask(account: AccountRef, taskId: string): Promise<Read<TaskState>>;

  freezeCreate(account: AccountRef, intent: CreateMediaBuyIntent, extras?: RequestExtras): FrozenRequest;
  freezeUpdate(account: AccountRef, intent: UpdateMediaBuyIntent, extras?: RequestExtras): FrozenRequest;
  freezeSyncCreatives(account: AccountRef, creatives: readonly CreativeUpload[]): FrozenRequest;

  /** Sends frozen bytes with their key: exactly one delivery per call. */
  sendCreate(request: FrozenRequest, idempotencyKey: string): Promise<WriteReply<CreateReply>>;
  sendUpdate(request: FrozenRequest, idempotencyKey: string): Promise<WriteReply<UpdateReply>>;
  sendSyncCreatives(request: FrozenRequest, idempotencyKey: string): Promise<WriteReply<SyncReply>>;

  /** Sends a stored tool call as it was, for the transcript's replay; absent where the protocol's requests do not tell the call. */
  repeatCall?(call: RepeatedCall): Promise<Read<null>>;
};

export type RepeatedCall = {
  readonly tool: string;
  /** In the wire's words, without account and key. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly account: AccountRef | null;
  readonly idempotencyKey: string | null;
};

/** How the rest of the server gets one: the adapter is chosen by protocol. */
export type SalesAgents = (endpoint: AgentEndpoint) => SalesAgent;
