import { staleEdit } from "../change/stale-edit";
import { decodeIntent } from "../change/stored-json";
import { type Instant, isBefore } from "../time";

/** A waiting change beside its media buy as it is now. */
export type WaitingLine = {
  readonly kind: string;
  readonly patch: string;
  readonly baseRevision: number | null;
  readonly errorCode: string | null;
  readonly mediaBuy: { readonly name: string; readonly sellerRevision: number | null } | null;
};

/** An edit that is based on what the seller no longer has: it can be based anew on what it has now. */
export function wantsRecheck(line: WaitingLine): boolean {
  if (line.kind !== "update_media_buy") return false;
  return line.errorCode === staleEdit || line.baseRevision !== (line.mediaBuy?.sellerRevision ?? null);
}

/** Why a line cannot be signed as it is shown, or null. */
export function whyStale(line: WaitingLine, now: Instant): string | null {
  const name = line.mediaBuy?.name ?? "The media buy";
  if (wantsRecheck(line)) return `${name} has changed at the seller since this was asked for; re-check it`;
  if (line.kind !== "create_media_buy") return null;
  const { startAt, proposal } = decodeIntent(line.patch);
  if (proposal?.expiresAt && !isBefore(now, proposal.expiresAt)) {
    return `The seller's proposal for ${name} has expired while this waited; reject it and ask for firm terms again`;
  }
  if (startAt === "asap" || isBefore(now, startAt)) return null;
  return `The start of ${name} has passed while this waited; reject it so that it is sent anew`;
}
