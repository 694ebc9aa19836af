/** How an agent's webhooks are signed. off: it gets no address, the agent is polled. Exactly the registered mode is accepted. */
export const webhookModes = ["off", "rfc9421", "hmac"] as const;
export type WebhookMode = (typeof webhookModes)[number];
export type SigningMode = Exclude<WebhookMode, "off">;

export function isWebhookMode(value: string): value is WebhookMode {
  return (webhookModes as readonly string[]).includes(value);
}

/** How long the secret before the last rotation still counts (requirements §4.6). */
export const previousSecretMs = 5 * 60_000;
/** A seller may still have something to say after the flight: an address lives this long past its end. */
export const afterFlightMs = 30 * 86_400_000;

/**
 * Where this agent reaches us, as an origin, or null: it cannot. A seller on this machine gets our own address; any other needs
 * the public one.
 */
export function webhookBase(
  agent: { readonly url: string; readonly sandbox: boolean },
  ours: { readonly url: string; readonly publicUrl: string | null },
): string | null {
  if (agent.sandbox && isLoopback(agent.url) && isLoopback(ours.url)) return new URL(ours.url).origin;
  return ours.publicUrl === null ? null : new URL(ours.publicUrl).origin;
}

/** 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
