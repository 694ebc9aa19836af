import type { GlyphName } from "@/app/_ui/glyph";
import type { Tone } from "@/app/_ui/tag";
import type { ExchangeLineView } from "@/server/api/views/exchange-view";
import { type Direction, type StatusClass, statusClassOf } from "@/server/domain/transcript/exchange";

export const wayWords: Record<Direction, string> = { out: "We asked", in: "Webhook" };

export const statusWords: Record<StatusClass, string> = {
  ok: "Answered",
  redirect: "Redirected",
  refused: "Refused",
  failed: "Failed",
  none: "No answer",
};

export type StatusLook = { readonly tone: Tone; readonly glyph: GlyphName; readonly word: string };

const looks: Record<StatusClass, Pick<StatusLook, "tone" | "glyph">> = {
  ok: { tone: "verified", glyph: "check" },
  redirect: { tone: "changed", glyph: "swap" },
  refused: { tone: "stop", glyph: "ban" },
  failed: { tone: "stop", glyph: "warn" },
  none: { tone: "wait", glyph: "question" },
};

/** "200 answered", "200 refused", "No answer". */
export function statusLookOf(row: Pick<ExchangeLineView, "status" | "errorCode">): StatusLook {
  const kind = statusClassOf(row);
  const word = row.status === null ? statusWords.none : `${row.status} ${statusWords[kind].toLowerCase()}`;
  return { ...looks[kind], word };
}

/** "21 Nov, 09:31:07" in the zone: exchanges follow each other within seconds. */
export function momentWords(instant: string, timeZone: string): string {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) return instant;
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone }).format(millis);
}

/** What names an exchange in a sentence: "create_media_buy at 21 Nov, 09:31:07". */
export function exchangeName({ tool, at }: Pick<ExchangeLineView, "tool" | "at">, timeZone: string): string {
  return `${tool} at ${momentWords(at, timeZone)}`;
}

/** null: it was sent once, or is no sending of a call. */
export function attemptWords({ attempt }: Pick<ExchangeLineView, "attempt">, of: number): string | null {
  if (attempt === null || (attempt === 1 && of < 2)) return null;
  return of > 1 ? `attempt ${attempt} of ${of}` : `attempt ${attempt}`;
}
