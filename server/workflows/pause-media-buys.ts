import type { Tx } from "../db/client";
import { planOfPatch } from "../domain/approval/plan-patch";
import { decodePatch } from "../domain/change/stored-json";
import { notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { planWish } from "../domain/steering/campaign-wish";
import type { Ports } from "../ports";
import { countMediaBuys, openEditsOf } from "../repositories/chosen-media-buys";
import { notifyChange } from "../seller-calls/progress";
import { type LoadedMediaBuy, loadEditables } from "./editable-media-buy";
import { steered } from "./stage-campaign-edit";
import { stageChangeSet } from "./stage-change-set";

type Asked = { readonly mediaBuyIds: readonly string[]; readonly paused: boolean };

export type PauseOutcome = {
  /** null: none of them could be. */
  readonly changeSetId: string | null;
  readonly state: string | null;
  /** Those that stay as they are, and why. */
  readonly refused: readonly { readonly mediaBuyId: string; readonly why: string }[];
};

/**
 * Pauses or resumes chosen media buys of any campaigns in one change set; one that cannot be says why and keeps nothing else from
 * it. No revision: it asks for one thing, whatever else has moved. NOT_FOUND when any of them is not the organisation's.
 */
export async function pauseMediaBuys(ports: Ports, actor: Actor, asked: Asked): Promise<PauseOutcome> {
  const outcome = await ports.inTransaction((tx) => stagePause(tx, ports, actor, asked));
  if (outcome.changeSetId !== null) {
    ports.wakeWorker();
    notifyChange(outcome.changeSetId);
  }
  return outcome;
}

async function stagePause(tx: Tx, ports: Ports, actor: Actor, asked: Asked): Promise<PauseOutcome> {
  const { organisationId } = actor;
  const ids = [...new Set(asked.mediaBuyIds)];
  if ((await countMediaBuys(tx, organisationId, ids)) !== ids.length) {
    throw notFound(ids.length === 1 ? "The media buy" : "One of the media buys");
  }
  const loaded = await loadEditables(tx, organisationId, { mediaBuyIds: ids });
  const moving = await beingPaused(tx, organisationId, ids);
  const buys = loaded.map((one) => ({ ...steered(one), ...(moving.has(one.row.id) ? { over: onItsWay } : {}) }));
  const plan = planWish(buys, { kind: asked.paused ? "pause" : "resume" }, ports.clock());
  const byId = new Map(loaded.map((one) => [one.row.id, one]));
  const unknown = ids.filter((id) => !byId.has(id));
  const refused = [
    ...plan.skipped.map(({ mediaBuyId, why }) => ({ mediaBuyId, why })),
    ...unknown.map((mediaBuyId) => ({ mediaBuyId, why: "Its flight is not known yet" })),
  ];
  const changes = plan.changes.flatMap(({ mediaBuyId, patch }) => {
    const one = byId.get(mediaBuyId);
    return one ? [{ loaded: one, plan: planOfPatch(patch, one.editable.values) }] : [];
  });
  if (changes.length === 0) return { changeSetId: null, state: null, refused };
  const set = { ...aboutBuys(changes, asked.paused), reason: "", changes };
  return { ...(await stageChangeSet(tx, ports, actor, set)), refused };
}

const onItsWay = "A pause or resume of it is on its way to the seller";

async function beingPaused(tx: Tx, organisationId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const open = await openEditsOf(tx, organisationId, ids);
  return new Set(open.filter(({ patch }) => decodePatch(patch).paused !== undefined).map((one) => one.mediaBuyId));
}

function aboutBuys(changes: readonly { readonly loaded: LoadedMediaBuy }[], paused: boolean) {
  const [first] = changes;
  const what = changes.length === 1 && first ? first.loaded.row.name : `${changes.length} media buys`;
  const campaigns = new Set(changes.map(({ loaded }) => loaded.row.campaignId));
  const [only] = campaigns;
  const campaignId = campaigns.size === 1 && only ? only : null;
  return { title: `${paused ? "Pause" : "Resume"} ${what}`, campaignId };
}
