import type { Tx } from "../db/client";
import { describeEdit } from "../domain/approval/describe-edit";
import { type MediaBuyEdit, planEdit } from "../domain/approval/plan-edit";
import { DomainError, type FieldIssue } from "../domain/errors";
import { whyNotDrop } from "../domain/media-buy/drop";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign } from "../repositories/campaigns";
import { isBeingWritten } from "../repositories/changes";
import { getWholeMediaBuy } from "../repositories/media-buy-reads";
import { saveMediaBuy } from "../repositories/media-buys";
import { notifyChange } from "../seller-calls/progress";
import { type LoadedMediaBuy, loadEditable } from "./editable-media-buy";
import { type PlannedChange, stageChangeSet, whyNotEditable } from "./stage-change-set";

/** What a campaign's update may ask of one of its media buys (S3:34-49). `packageIds` of a cancel: those only. */
export type BuyEntry =
  | (MediaBuyEdit & { readonly mediaBuyId: string; readonly action: "update" })
  | {
      readonly mediaBuyId: string;
      readonly action: "cancel";
      readonly reason: string;
      readonly packageIds: readonly string[];
    }
  | { readonly mediaBuyId: string; readonly action: "delete" };

export type EntryResult = {
  readonly mediaBuyId: string;
  readonly action: BuyEntry["action"];
  readonly outcome: "staged" | "archived" | "refused";
  readonly message: string | null;
  readonly issues: readonly FieldIssue[];
};
export type EntriesOutcome = {
  /** null: nothing was staged. */
  readonly changeSetId: string | null;
  readonly state: string | null;
  readonly results: readonly EntryResult[];
};

/**
 * Every entry on its own: one that is refused (an unknown creative, a buy that is over) fails whole and says why, the others go on
 * in one change set. `delete` archives here and sends nothing; a buy that its seller still runs has to be canceled first (C16).
 */
export async function updateCampaignBuys(
  ports: Ports,
  actor: Actor,
  of: { readonly campaignId: string; readonly reason: string; readonly entries: readonly BuyEntry[] },
): Promise<EntriesOutcome> {
  const outcome = await ports.inTransaction((tx) => update(tx, ports, actor, of));
  if (outcome.changeSetId !== null) {
    ports.wakeWorker();
    notifyChange(outcome.changeSetId);
  }
  return outcome;
}

type Asked = Parameters<typeof updateCampaignBuys>[2];

async function update(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  { campaignId, reason, entries }: Asked,
): Promise<EntriesOutcome> {
  const campaign = await getCampaign(tx, actor.organisationId, campaignId);
  if (new Set(entries.map((one) => one.mediaBuyId)).size !== entries.length) {
    throw new DomainError("INVALID_INPUT", "A media buy is there twice; give it one entry");
  }
  const changes: PlannedChange[] = [];
  const results: EntryResult[] = [];
  for (const entry of entries) {
    const { mediaBuyId, action } = entry;
    const refusal = await attempt(async () => {
      if (entry.action === "delete") await archive(tx, ports, actor, campaignId, mediaBuyId);
      else changes.push(await plannedEntry(tx, ports, actor.organisationId, campaignId, entry));
    });
    const outcome = refusal ? "refused" : action === "delete" ? "archived" : "staged";
    const { message = null, issues = [] } = refusal ?? {};
    results.push({ mediaBuyId, action, outcome, message, issues });
  }
  if (changes.length === 0) return { changeSetId: null, state: null, results };
  const title =
    changes.length === 1 && changes[0]
      ? titleOf(changes[0])
      : `Change ${changes.length} media buys of ${campaign.name}`;
  const staged = await stageChangeSet(tx, ports, actor, { campaignId, title, reason, changes });
  return { ...staged, results };
}

async function attempt(work: () => Promise<void>): Promise<DomainError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

type SentEntry = Exclude<BuyEntry, { action: "delete" }>;

async function plannedEntry(
  tx: Tx,
  ports: Pick<Ports, "clock">,
  organisationId: string,
  campaignId: string,
  entry: SentEntry,
): Promise<PlannedChange> {
  const edit = editOf(entry);
  const wanted = Object.values(edit.packages).flatMap((one) => one.creativeIds ?? []);
  const loaded = await loadEditable(tx, organisationId, entry.mediaBuyId, wanted);
  refuseIfElsewhere(loaded, campaignId);
  const why = whyNotEditable(loaded);
  if (why !== null) throw new DomainError("INVALID_TRANSITION", why);
  const plan = planEdit(loaded.editable, edit, ports.clock());
  const [first] = plan.issues;
  if (first) throw new DomainError("INVALID_INPUT", first.message, plan.issues);
  if (Object.keys(plan.patch).length === 0)
    throw new DomainError("INVALID_INPUT", "Nothing differs from what it is now");
  return { loaded, plan };
}

function refuseIfElsewhere({ row }: LoadedMediaBuy, campaignId: string): void {
  if (row.campaignId !== campaignId) throw new DomainError("NOT_FOUND", "The media buy is not part of this campaign");
}

function editOf(entry: SentEntry): MediaBuyEdit {
  if (entry.action === "update") return entry;
  const canceled = { reason: entry.reason };
  if (entry.packageIds.length === 0) return { canceled, packages: {} };
  return { packages: Object.fromEntries(entry.packageIds.map((id) => [id, { canceled }])) };
}

function titleOf({ loaded, plan }: PlannedChange): string {
  return describeEdit(loaded.row.name, loaded.editable, plan.patch);
}

async function archive(tx: Tx, ports: Ports, actor: Actor, campaignId: string, mediaBuyId: string): Promise<void> {
  const { organisationId } = actor;
  const row = await getWholeMediaBuy(tx, organisationId, mediaBuyId);
  if (row.campaignId !== campaignId) throw new DomainError("NOT_FOUND", "The media buy is not part of this campaign");
  const why = whyNotDrop({ ...row, archived: row.archivedAt !== null });
  if (why !== null) throw new DomainError("INVALID_TRANSITION", why);
  if (await isBeingWritten(tx, organisationId, mediaBuyId)) {
    throw new DomainError("INVALID_TRANSITION", "A change of it is on its way to the seller");
  }
  const at = ports.clock();
  await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, { archivedAt: at });
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "media_buy.dropped",
    subjectType: "media_buy",
    subjectId: mediaBuyId,
    campaignId,
    mediaBuyId,
    summary: `Archived ${row.name}`,
    before: { status: row.status },
    after: { status: "ARCHIVED" },
  });
}
