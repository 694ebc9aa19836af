import type { Instant } from "../time";

/** out: we asked a seller · in: a seller's webhook. */
export type Direction = "out" | "in";

/** One HTTP exchange with a seller as it is kept: redacted before it is stored, bodies cut to size. */
export type StoredExchange = ExchangeHead & {
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
};

/** What a list shows of it. */
export type ExchangeHead = {
  readonly id: string;
  readonly salesAgentId: string | null;
  /** When the request began. */
  readonly at: Instant;
  readonly direction: Direction;
  readonly protocol: string;
  readonly tool: string;
  readonly method: string;
  readonly url: string;
  /** null: no HTTP answer. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** Ours where no answer came, else what the seller refused it with. */
  readonly errorCode: string | null;
  /** May be the seller's own words: untrusted text. */
  readonly error: string | null;
  readonly sellerCallId: string | null;
  /** Which sending of its call it was, from 1. */
  readonly attempt: number | null;
  readonly changeId: string | null;
  readonly mediaBuyId: string | null;
  readonly campaignId: string | null;
  readonly replayOfId: string | null;
};

/** By HTTP status and what the answer says inside; none: no answer came. */
export const statusClasses = ["ok", "redirect", "refused", "failed", "none"] as const;
export type StatusClass = (typeof statusClasses)[number];

export function statusClassOf({ status, errorCode }: Pick<ExchangeHead, "status" | "errorCode">): StatusClass {
  if (status === null) return "none";
  if (status < 300) return errorCode === null ? "ok" : "refused";
  if (status < 400) return "redirect";
  return status < 500 ? "refused" : "failed";
}

export const mostTranscriptDays = 400;
