import type { SigningMode } from "./webhook-mode";

/**
 * Why this agent cannot be asked to sign its webhooks that way, from what it says it can (`webhook_signing`); null: it can. What it has
 * never said is no promise: without one it is polled.
 */
export function signingProblem(
  mode: SigningMode,
  capabilities: Readonly<Record<string, unknown>> | null,
  agentName: string,
): string | null {
  if (capabilities === null) return `Test the connection first: ${agentName} has not said yet what it can`;
  const said = capabilities.webhook_signing;
  const signing = typeof said === "object" && said !== null ? (said as Readonly<Record<string, unknown>>) : {};
  const signs = signing.supported === true;
  if (mode === "rfc9421") {
    return signs ? null : `${agentName} does not say that it signs its webhooks with a key of its own (RFC 9421)`;
  }
  if (!signs) return null;
  return signing.legacy_hmac_fallback === true ? null : `${agentName} says that it does not sign with a shared secret`;
}
