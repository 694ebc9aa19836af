import type { NoReadBack } from "../domain/change/judge-field";
import type { Instant } from "../domain/time";
import { isBefore } from "../domain/time";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import type { ChangeRecord } from "../repositories/changes";
import type { AccountRef, MediaBuySnapshot, PackageSnapshot, Read, SalesAgent } from "../sales-agents/sales-agent";

/** What a write's reply, or its task's result, said. */
export type KnownReply = {
  readonly status: string | null;
  readonly packages: readonly PackageSnapshot[];
  readonly implementationAt: Instant | null | undefined;
};

/** How a write is judged at a seller that cannot be read back; undefined: it was read back. */
export function noReadBackOf(
  shown: MediaBuySnapshot,
  change: ChangeRecord,
  reply: KnownReply,
  now: Instant,
): NoReadBack | undefined {
  if (shown.basis !== "delivery") return undefined;
  const { implementationAt: at } = reply;
  const later = at === null || (at !== undefined && isBefore(now, at));
  const waits = later || change.state === "submitted" || change.state === "working";
  return { repliedStatus: reply.status, waits };
}

/**
 * What is kept of a media buy that cannot be read back: its delivery report, over what the write's own reply says where that is not
 * a promise for later. A new one of which neither says how it is has at least been taken: pending_activation, the old word for it.
 */
export function withReply(
  shown: MediaBuySnapshot,
  buy: BoughtMediaBuy,
  reply: KnownReply,
  noReadBack: NoReadBack | undefined,
): MediaBuySnapshot {
  if (noReadBack === undefined || noReadBack.waits) return shown;
  const said = reply.status ?? (buy.sellerStatus === null ? "pending_activation" : "");
  const packages = reply.packages.map((pack) => ({
    ...pack,
    ...shown.packages.find((one) => one.packageId === pack.packageId),
  }));
  const others = shown.packages.filter((one) => !packages.some((pack) => pack.packageId === one.packageId));
  return { ...shown, status: shown.status === "" ? said : shown.status, packages: [...packages, ...others] };
}

/** The seller's ids of what a create with an open outcome made, by the reference in it; null: it cannot be asked for that. */
export async function askByReference(
  agent: SalesAgent,
  account: AccountRef,
  change: ChangeRecord,
): Promise<Read<readonly string[] | null>> {
  if (!agent.findByReference) return { kind: "ok", value: null, milliseconds: 0 };
  return agent.findByReference(account, { tool: change.kind, body: change.request });
}
