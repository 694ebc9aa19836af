import type { Tx } from "../db/client";
import type { MediaBuyPatch } from "../domain/change/patch";
import { decodeIntent, decodePatch } from "../domain/change/stored-json";
import { requestedBy } from "../domain/change/verdict";
import { DomainError } from "../domain/errors";
import type { Resolution, ResolutionKind } from "../domain/inbox/resolution";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { changeSetOf } from "../repositories/change-sets";
import { type ChangeRecord, getChange } from "../repositories/changes";
import { resolveChange } from "../repositories/inbox";

/** What became of it: the change set that goes on from here, when there is one. */
export type Resolved = {
  readonly changeId: string;
  readonly changeSetId: string | null;
  /** Of that change set: in_review, or on its way. */
  readonly state: string;
};

/** Nothing goes on from here: it is settled. */
export function settledHere(changeId: string): Resolved {
  return { changeId, changeSetId: null, state: "settled" };
}

/** The change; NOT_FOUND for another organisation's. */
export async function changeFor(tx: Tx, actor: Actor, changeId: string): Promise<ChangeRecord> {
  await changeSetOf(tx, actor.organisationId, changeId);
  return getChange(tx, changeId);
}

type Deed = {
  readonly kind: ResolutionKind;
  readonly note?: string;
  readonly leadsTo?: string | null;
  /** One sentence for the record. */
  readonly summary: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Writes what a person did about a change, with its line in the record. STALE_REVISION when it has been settled meanwhile. */
export async function recordResolution(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  actor: Actor,
  change: ChangeRecord,
  deed: Deed,
): Promise<void> {
  const at = ports.clock();
  const { kind, note = "", leadsTo = null, summary, before, after } = deed;
  const resolution: Resolution = { kind, by: { id: actor.userId, name: actor.name }, at, note, leadsTo };
  await resolveChange(tx, change, resolution);
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: `change.${kind}`,
    subjectType: change.mediaBuyId === null ? "change_set" : "media_buy",
    subjectId: change.mediaBuyId ?? change.changeSetId,
    campaignId: change.campaignId,
    mediaBuyId: change.mediaBuyId,
    summary: note === "" ? summary : `${summary}: ${note}`,
    before: { change: change.id, ...(before === undefined ? {} : { values: before }) },
    after: {
      resolution: kind,
      ...(leadsTo === null ? {} : { leadsTo }),
      ...(after === undefined ? {} : { values: after }),
    },
  });
}

/** What a change asks of its media buy, as a patch; of a create, everything it named. */
export function requestedOf(change: ChangeRecord): MediaBuyPatch {
  if (change.kind === "create_media_buy") return requestedBy(decodeIntent(change.patch));
  if (change.kind === "update_media_buy") return decodePatch(change.patch);
  throw new DomainError("INVALID_TRANSITION", "Creatives are sent again from their own page");
}

/** The fields that the read-back showed as ignored or changed. */
export function missedFields(change: ChangeRecord): readonly string[] {
  const missed = (change.verdicts ?? []).filter(({ kind }) => kind === "ignored" || kind === "changed");
  if (change.state !== "settled" || missed.length === 0) {
    throw new DomainError("INVALID_TRANSITION", "Everything it asked for is as asked, or it is not read back yet");
  }
  return missed.map(({ field }) => field);
}
