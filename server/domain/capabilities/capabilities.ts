/** What an agent says of itself (get_adcp_capabilities, requirements §3.1), in our words; stored as JSON beside the agent. */
export type Capabilities = {
  readonly sellerName: string | null;
  readonly majorVersions: readonly number[];
  readonly protocols: readonly string[];
  readonly specialisms: readonly string[];
  readonly extensions: readonly string[];
  readonly idempotency: IdempotencyClaim;
  /** null: the seller promises no replay (supported: false or nothing declared). */
  readonly replayTtlSeconds: number | null;
  readonly requireOperatorAuth: boolean;
  readonly sandboxAccounts: boolean;
  readonly account: AccountCapabilities;
  readonly inlineCreatives: boolean;
  readonly geoCountries: boolean;
  readonly features: FeatureFlags;
  /** null: it has not said which targeting it takes, so nothing is ruled out. */
  readonly targeting: TargetingCapabilities | null;
  /** null: not offered, or not said (`mediaBuyDeclared` tells which). */
  readonly audiences: { readonly identifierTypes: readonly string[]; readonly minimumSize: number | null } | null;
  readonly conversions: ConversionCapabilities | null;
  /** There was a media_buy section: what it leaves out is not offered. */
  readonly mediaBuyDeclared: boolean;
  /** Empty: not declared. */
  readonly pricingModels: readonly string[];
  /** How delivery reports reach a buyer beside polling (webhook, offline); null: not declared, each product says. */
  readonly reportingMethods: readonly string[] | null;
  readonly creativeLibrary: boolean | null;
  readonly webhookSigning: boolean;
  readonly requestSigning: {
    readonly supported: boolean;
    readonly requiredFor: readonly string[];
    /** Whether a signature covers the body's digest; absent: either way. */
    readonly digest?: "required" | "forbidden" | "either";
  };
  readonly tools: readonly string[];
  readonly publisherDomains: readonly string[];
  readonly channels: readonly string[];
  readonly countries: readonly string[];
  readonly description: string | null;
  /** When the seller last changed them, as it says. */
  readonly lastUpdatedAt: string | null;
  /** The answer as it came, unknown fields kept. */
  readonly raw: Readonly<Record<string, unknown>>;
};

/** not_declared: the protocol asks for a declaration and there is none, which promises nothing. */
export type IdempotencyClaim = "supported" | "unsupported" | "not_declared";

type AccountCapabilities = {
  /** Products can be asked for only with an account. */
  readonly requiredForProducts: boolean;
  readonly financials: boolean;
  readonly billing: readonly string[];
  readonly authorizationEndpoint: string | null;
};

type FeatureFlags = {
  readonly propertyListFiltering: boolean;
  readonly catalogManagement: boolean;
  readonly contentStandards: boolean;
};

export type TargetingCapabilities = {
  readonly countries: boolean;
  readonly regions: boolean;
  /** Systems of areas; empty: not offered. */
  readonly metros: readonly string[];
  readonly postalAreas: readonly string[];
  readonly proximity: { readonly methods: readonly string[]; readonly transportModes: readonly string[] } | null;
  /** null: not offered; no methods: ages are taken, checked in no particular way. */
  readonly ageRestriction: { readonly methods: readonly string[] } | null;
  readonly language: boolean;
  /** Match types; null: not offered. */
  readonly keywords: readonly string[] | null;
  readonly negativeKeywords: readonly string[] | null;
};

export type ConversionCapabilities = {
  /** null: every standard event. */
  readonly eventTypes: readonly string[] | null;
  readonly actionSources: readonly string[];
  readonly multiSourceDedup: boolean;
};
