import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { RequestSignatureError } from "@adcp/sdk/signing/server";
import { describe, expect, test } from "vitest";
import type { PublishedKey } from "./key-sets";
import { type SignatureChecks, verifyRfc9421 } from "./verify-rfc9421";

/** Every conformance vector of the webhook profile that the SDK brings along. */
type Vector = {
  readonly name: string;
  readonly reference_now: number;
  readonly request: { method: string; url: string; headers: Record<string, string>; body: string };
  readonly jwks_ref: readonly string[];
  readonly jwks_override?: Readonly<Record<string, PublishedKey>>;
  readonly expected_outcome: { readonly success: boolean; readonly error_code?: string };
  readonly test_harness_state?: {
    readonly replay_cache_entries?: readonly { readonly keyid: string; readonly nonce: string }[];
    readonly revoked_kids?: readonly string[];
    readonly per_keyid_cap_filled_for?: string;
    readonly revocation_list_stale_seconds?: number;
  };
};

const sdk = path.dirname(createRequire(import.meta.url).resolve("@adcp/sdk/package.json"));
const folder = path.join(sdk, "compliance/cache/3.0.6/test-vectors/webhook-signing");
const readJson = <T>(file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as T;
const { keys } = readJson<{ keys: readonly PublishedKey[] }>("keys.json");
const vectors = ["positive", "negative"].flatMap((kind) =>
  fs
    .readdirSync(path.join(folder, kind))
    .map((file) => [`${kind}/${file}`, readJson<Vector>(`${kind}/${file}`)] as const),
);

function checksOf(vector: Vector): SignatureChecks {
  const state = vector.test_harness_state ?? {};
  const published = keys
    .filter((key) => vector.jwks_ref.includes(key.kid))
    .map((key) => vector.jwks_override?.[key.kid] ?? key);
  return {
    keyOf: async (keyId) => published.find((key) => key.kid === keyId) ?? null,
    isUsed: async (keyId, nonce) =>
      (state.replay_cache_entries ?? []).some((one) => one.keyid === keyId && one.nonce === nonce),
    isFlooding: async (keyId) => state.per_keyid_cap_filled_for === keyId,
    nowSeconds: () => vector.reference_now,
    revocationStore: {
      isRevoked: async (keyId) => {
        if (state.revocation_list_stale_seconds !== undefined) {
          throw new RequestSignatureError("request_signature_revocation_stale", 9, "stale");
        }
        return (state.revoked_kids ?? []).includes(keyId);
      },
    },
  };
}

describe("the vectors of the webhook profile", () => {
  test("are all 28", () => expect(vectors).toHaveLength(28));

  test.each(vectors)("%s", async (_file, vector) => {
    const outcome = await verifyRfc9421(vector.request, checksOf(vector)).then(
      (proof) => ({ success: true, nonce: proof.nonce }),
      (error: { readonly code?: string; readonly status?: number }) => ({ success: false, ...error }),
    );
    if (vector.expected_outcome.success) expect(outcome).toMatchObject({ success: true });
    else expect(outcome).toMatchObject({ success: false, status: 401, code: vector.expected_outcome.error_code });
  });
});
