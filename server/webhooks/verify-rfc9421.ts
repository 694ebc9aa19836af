import type { ReplayStore, RevocationStore } from "@adcp/sdk/signing/server";
import type { PublishedKey } from "./key-sets";
import { unproven } from "./webhook-refusal";

/** A request as its sender signed it. */
export type SignedRequest = {
  readonly method: string;
  /** The whole address as we gave it to the seller, whatever proxy it came through. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Proof = { readonly keyId: string; readonly nonce: string; readonly expiresAtSeconds: number };

export type SignatureChecks = {
  readonly keyOf: (keyId: string) => Promise<PublishedKey | null>;
  /** Whether this nonce was accepted before. */
  readonly isUsed: (keyId: string, nonce: string) => Promise<boolean>;
  /** Whether this key has more nonces alive than an honest seller needs. */
  readonly isFlooding: (keyId: string) => Promise<boolean>;
  readonly nowSeconds: () => number;
  readonly revocationStore?: RevocationStore;
};

/**
 * Steps 1 to 13 of the webhook checklist by the SDK's verifier, loaded when the first webhook comes: the one value of the SDK that the
 * server runs (docs/decisions/0007). The nonce is not stored here but with the receipt, in one transaction. Throws WebhookRefusal.
 */
export async function verifyRfc9421(request: SignedRequest, checks: SignatureChecks): Promise<Proof> {
  const { createWebhookVerifier, WebhookSignatureError } = await import("@adcp/sdk/signing/server");
  let proof: Proof | null = null;
  const replayStore: ReplayStore = {
    has: (keyId, _scope, nonce) => checks.isUsed(keyId, nonce),
    isCapHit: (keyId) => checks.isFlooding(keyId),
    insert: async (keyId, _scope, nonce, ttlSeconds, now) => {
      proof = { keyId, nonce, expiresAtSeconds: now + ttlSeconds };
      return "ok";
    },
  };
  const verify = createWebhookVerifier({
    jwks: { resolve: async (keyId) => (await checks.keyOf(keyId)) as Awaited<ReturnType<Resolve>> },
    replayStore,
    now: checks.nowSeconds,
    ...(checks.revocationStore ? { revocationStore: checks.revocationStore } : {}),
  });
  try {
    await verify({ ...request, headers: { ...request.headers } });
  } catch (error) {
    if (error instanceof WebhookSignatureError) throw unproven(codeOf(error), error.message);
    throw error;
  }
  if (proof === null) throw new Error("The verifier accepted a signature without its nonce");
  return proof;
}

/** A key for another purpose: the SDK has the word of a later version, the vectors of 3.0.6 this one. */
function codeOf({ code, failedStep }: { readonly code: string; readonly failedStep: number }): string {
  return code === "webhook_mode_mismatch" && failedStep === 8 ? "webhook_signature_key_purpose_invalid" : code;
}

type Resolve = import("@adcp/sdk/signing/server").JwksResolver["resolve"];
