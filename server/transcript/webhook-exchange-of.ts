import { addMillis, type Instant } from "../domain/time";
import type { NewExchange } from "../repositories/exchanges";
import { redactBody, redactHeaders, redactUrl } from "../sales-agents/redact";
import type { SeenWebhook } from "../webhooks/receive-webhook";

/** A webhook that came in, as its row: redacted here, its address without the token that makes it one. `endedAt`: when it was answered. */
export function webhookExchangeOf(id: string, endedAt: Instant, seen: SeenWebhook): NewExchange {
  const { organisationId, salesAgentId, method, status, milliseconds, headers, body } = seen;
  return {
    id,
    organisationId,
    salesAgentId,
    at: addMillis(endedAt, -Math.round(milliseconds)),
    direction: "in",
    protocol: "webhook",
    tool: (seen.taskType ?? "webhook").slice(0, 100),
    method,
    url: redactUrl(new URL(seen.url)),
    status,
    milliseconds: Math.round(milliseconds),
    requestHeaders: redactHeaders(headers, seen.secrets),
    requestBody: redactBody(body, seen.secrets),
    responseHeaders: {},
    responseBody: JSON.stringify(seen.answer),
    errorCode: seen.refusal?.code ?? null,
    error: seen.refusal?.message.slice(0, 1_000) ?? null,
    sellerCallId: null,
    attempt: null,
    changeId: seen.changeId,
    mediaBuyId: seen.mediaBuyId,
    campaignId: null,
    replayOfId: null,
  };
}
