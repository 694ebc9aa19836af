import { statusWord } from "@/app/_ui/status-words";
import type { Tone } from "@/app/_ui/tag";
import type { WebhookLine, WebhookView } from "@/server/api/views/webhook-view";

export const modeWords: Readonly<Record<WebhookView["mode"], string>> = {
  off: "Off: the seller is polled",
  rfc9421: "With the seller's own key (RFC 9421)",
  hmac: "With a shared secret (HMAC)",
};

type Look = { readonly tone: Tone; readonly glyph: "check" | "clock" | "warn" | "ban" | "swap"; readonly word: string };

const looks: Readonly<Record<string, Look>> = {
  received: { tone: "wait", glyph: "clock", word: "Received" },
  unmatched: { tone: "wait", glyph: "clock", word: "Waits for our record" },
  applied: { tone: "verified", glyph: "check", word: "Looked at once" },
  older: { tone: "done", glyph: "swap", word: "Older: no effect" },
  webhook_refused: { tone: "stop", glyph: "ban", word: "Refused" },
  webhook_conflict: { tone: "changed", glyph: "warn", word: "Conflict" },
  breaker_opened: { tone: "stop", glyph: "warn", word: "Calls stopped" },
  breaker_closed: { tone: "live", glyph: "check", word: "Calls again" },
  silent_no_op: { tone: "changed", glyph: "warn", word: "Changed nothing" },
  spec_deviation: { tone: "changed", glyph: "warn", word: "Off the spec" },
};

export function lineLook(kind: string): Look {
  return looks[kind] ?? { tone: "plain" as const, glyph: "warn", word: kind };
}

const subjects: Readonly<Record<string, string>> = {
  create_media_buy: "A new media buy",
  update_media_buy: "A media buy",
  sync_creatives: "Creatives",
  get_media_buy_delivery: "A delivery report",
};

export function lineSentence({ task, code, detail }: WebhookLine): string {
  if (task === null) return detail || code;
  return `${subjects[task.type] ?? task.type}: ${statusWord(task.status).toLowerCase()}`;
}
