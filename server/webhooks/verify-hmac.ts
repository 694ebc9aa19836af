import { createHmac, timingSafeEqual } from "node:crypto";
import { unproven } from "./webhook-refusal";

const windowSeconds = 300;

export type HmacClaim = {
  readonly signature: string | null;
  readonly timestamp: string | null;
  /** The bytes as they came. */
  readonly body: Uint8Array;
};

/**
 * The legacy mode (requirements §4.6): `sha256=<hex>` over `<unix seconds>.<raw body>`, at most 300 s old or ahead. `secrets`: all that count
 * now. Throws WebhookRefusal.
 */
export function verifyHmac(claim: HmacClaim, secrets: readonly string[], nowSeconds: number): void {
  const { signature, timestamp, body } = claim;
  if (signature === null || timestamp === null) {
    throw unproven("webhook_signature_header_malformed", "X-ADCP-Signature or X-ADCP-Timestamp is missing");
  }
  const given = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
  if (given === undefined || !/^\d{1,12}$/.test(timestamp)) {
    throw unproven("webhook_signature_header_malformed", "X-ADCP-Signature or X-ADCP-Timestamp is not readable");
  }
  if (Math.abs(nowSeconds - Number(timestamp)) > windowSeconds) {
    throw unproven("webhook_signature_window_invalid", "The webhook was signed more than 300 s ago or ahead of now");
  }
  const claimed = Buffer.from(given, "hex");
  // Every secret is tried, whichever fits: the time taken tells nothing.
  const matches = secrets.filter((secret) => {
    const mac = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
    return timingSafeEqual(mac, claimed);
  });
  if (matches.length === 0) throw unproven("webhook_signature_invalid", "The signature does not match the body");
}
