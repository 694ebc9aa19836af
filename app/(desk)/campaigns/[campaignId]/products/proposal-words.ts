import type { GlyphName } from "@/app/_ui/glyph";
import type { Tone } from "@/app/_ui/tag";
import type { RefinementView } from "@/server/api/views/product-view";
import type { ProposalView } from "@/server/api/views/proposal-view";
import type { BudgetGuidance } from "@/server/domain/media-buy/proposal";
import { formatMoney } from "@/server/domain/money";

type State = { readonly tone: Tone; readonly glyph: GlyphName; readonly word: string };

/** Where a proposal stands, in a word or two. */
export function standingWords({ standing, asking, signature }: ProposalView): State {
  switch (standing) {
    case "draft":
      return { tone: "wait", glyph: "question", word: "Indicative prices" };
    case "finalizing":
      return { tone: "wait", glyph: "clock", word: asking ? "Asking for firm terms…" : "Firm terms not given yet" };
    case "ready":
      return { tone: "verified", glyph: "check", word: "Ready to buy" };
    case "committed":
      if (signature.state === "missing") return { tone: "wait", glyph: "pen", word: "Firm, to be signed" };
      if (signature.state === "void")
        return { tone: "changed", glyph: "pen", word: "Terms changed, to be signed again" };
      return {
        tone: "verified",
        glyph: "check",
        word: signature.state === "signed" ? "Firm and signed" : "Firm terms",
      };
    case "expired":
      return { tone: "stop", glyph: "warn", word: "Expired" };
    case "withdrawn":
      return { tone: "stop", glyph: "ban", word: "Replaced by the seller" };
  }
}

/** "between USD 5,000.00 and USD 500,000.00, best USD 60,000.00"; null: the seller gives no guidance. */
export function guidanceWords(guidance: BudgetGuidance | null, currency: string): string | null {
  if (guidance === null) return null;
  const words = (micros: bigint) => formatMoney({ micros, currency: guidance.currency ?? currency });
  const { minMicros: min, recommendedMicros: best, maxMicros: max } = guidance;
  const bounds =
    min !== null && max !== null
      ? `between ${words(min)} and ${words(max)}`
      : min !== null
        ? `at least ${words(min)}`
        : max !== null
          ? `at most ${words(max)}`
          : null;
  const parts = [bounds, best === null ? null : `best ${words(best)}`].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** "Left out “Streaming”", "More like “Streaming”: same audience": what was asked in one entry. */
export function askedWords({ scope, action, subject, ask }: RefinementView): string {
  if (scope === "request") return ask ?? "";
  const what = `“${subject ?? ""}”`;
  const said = ask === null ? "" : `: ${ask}`;
  switch (action) {
    case "omit":
      return `Leave out ${what}`;
    case "more_like_this":
      return `More like ${what}${said}`;
    case "finalize":
      return `Firm terms for ${what}${said}`;
    default:
      return `${what}${said}`;
  }
}

const did: Readonly<Record<string, State>> = {
  applied: { tone: "verified", glyph: "check", word: "Done" },
  partial: { tone: "changed", glyph: "half", word: "Partly" },
  unable: { tone: "stop", glyph: "cross", word: "Not possible" },
};

/** What the seller says of an entry; a word we do not know is shown as it came. */
export function didWords(status: string | null): State {
  if (status === null) return { tone: "plain", glyph: "question", word: "No word on it" };
  return did[status] ?? { tone: "plain", glyph: "question", word: status };
}
