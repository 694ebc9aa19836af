import type { IdempotencyBackend } from "@adcp/sdk/server";
import type { Json } from "./model";
import type { Seller } from "./seller";

/** How the awkward seller treats idempotency keys; set by its control endpoint, for everybody. */
export const IDEMPOTENCY_MODES = {
  kept: "keeps replies by key for 24 hours and says so",
  unsupported: "says that it keeps no keys, and keeps none",
  forgotten: "says that it keeps keys, and forgets them at once",
  expires: "keeps keys for a few seconds and then answers IDEMPOTENCY_EXPIRED",
} as const;

export type IdempotencyMode = keyof typeof IDEMPOTENCY_MODES;

interface Setting {
  mode: IdempotencyMode;
  /** For `expires`. */
  seconds: number;
}

export const readIdempotency = (seller: Seller): Setting =>
  seller.store.get<Setting>("setting", "", "idempotency") ?? { mode: "kept", seconds: 0 };

export const writeIdempotency = (seller: Seller, setting: Setting): void =>
  seller.store.put("setting", "", "idempotency", setting);

/** `kept`, `unsupported`, `forgotten` or `expires:<seconds>`. */
export function parseIdempotency(text: string): Setting | undefined {
  const [word = "", seconds = "1"] = text.split(":");
  if (!(word in IDEMPOTENCY_MODES) || !(Number(seconds) >= 0)) return undefined;
  return { mode: word as IdempotencyMode, seconds: Number(seconds) };
}

/** The replay window that the SDK is told; `expires` cuts it shorter without saying so. */
export const REPLAY_SECONDS = 86_400;

/** The kept replies as this seller chooses to remember them today. */
export function withMode(seller: Seller, kept: IdempotencyBackend): IdempotencyBackend {
  return {
    ...kept,
    async get(scope) {
      const { mode, seconds } = readIdempotency(seller);
      const entry = await kept.get(scope);
      if (entry === null || mode === "kept") return entry;
      if (mode !== "expires") {
        // Also out of the table, or the claim of the repeat would meet the old reply.
        await kept.delete(scope);
        return null;
      }
      const ageSeconds = Date.now() / 1000 - (entry.expiresAt - REPLAY_SECONDS);
      return ageSeconds > seconds ? { ...entry, expiresAt: 0 } : entry;
    },
  };
}

/** get_adcp_capabilities of a seller that does not support keys says so (3.0.6: `{supported: false}` alone). */
export function declaredIdempotency(seller: Seller, capabilities: Json): Json {
  if (readIdempotency(seller).mode !== "unsupported") return capabilities;
  return { ...capabilities, adcp: { ...(capabilities.adcp as Json), idempotency: { supported: false } } };
}
