import { adviceFor } from "../../domain/approval/advice";
import { changeSentence } from "../../domain/approval/change-sentence";
import {
  describeField,
  goalsText,
  overlayText,
  patchFields,
  splitField,
  valueIn,
} from "../../domain/approval/patch-fields";
import { type ChangeState, isChangeState } from "../../domain/change/change-state";
import type { Verdict } from "../../domain/change/patch";
import { decodeIntent, decodePatch, decodeValues, decodeVerdicts } from "../../domain/change/stored-json";
import { requestedBy } from "../../domain/change/verdict";
import { inboxKindOf } from "../../domain/inbox/classify";
import { decodeResolution, isClosing, type Resolution, resolutionWords } from "../../domain/inbox/resolution";
import { whyNotDrop } from "../../domain/media-buy/drop";
import { parseGoals } from "../../domain/optimization/parse-goals";
import { isProposalRefusal } from "../../domain/proposal/refusals";
import { parseOverlay } from "../../domain/targeting/edit-overlay";
import type { ChangeWithCalls, NamedRow } from "../../repositories/change-views";
import { instantOf, instantOrNull } from "../../repositories/row-instants";
import type { ChangeView, FieldChangeView, Named, ResolutionView, SellerErrorView } from "./change-view";
import { pretty } from "./pretty";

type Sources = {
  readonly names: ReadonlyMap<string, NamedRow>;
  readonly timeZone: string;
  readonly setState: string;
  /** The change set that its own takes back. */
  readonly undoes?: string | null | undefined;
};

/** One change as people read it; `names` has its seller, media buy and packages. */
export function toChangeView(row: ChangeRow, sources: Sources): ChangeView {
  const state = isChangeState(row.state) ? row.state : "unknown";
  const kind = kinds.find((known) => known === row.kind) ?? "update_media_buy";
  const [call] = row.calls;
  const task = call?.tasks[0] ?? null;
  const agent = sources.names.get(row.salesAgentId);
  const sellerName = agent?.name ?? "The seller";
  const amounts = kind === "sync_creatives" ? null : amountsOf(row);
  const error = errorOf(row);
  const sentAt = instantOrNull(call?.firstSentAt ?? null);
  return {
    id: row.id,
    changeSetId: row.changeSetId,
    undoes: sources.undoes,
    kind,
    state,
    sentence: endedByUs(row, state) ?? sentenceOf(row, sources, { state, kind, sellerName, error, sentAt }),
    mediaBuy: namedOrNull(sources.names, row.mediaBuyId),
    sellerMediaBuyId: row.mediaBuy?.sellerMediaBuyId ?? null,
    poNumber: row.mediaBuy?.poNumber ?? "",
    salesAgent: { id: row.salesAgentId, name: sellerName },
    sandbox: isPlay(row, agent),
    currency: row.currency,
    deltaMicros: row.deltaMicros,
    beforeMicros: amounts?.beforeMicros ?? null,
    afterMicros: amounts?.afterMicros ?? null,
    fields: fieldViews(row, kind, sources.names),
    request: pretty(row.request),
    payloadHash: row.payloadHash,
    error,
    task: task && toTask(task),
    proposal: boughtProposal(row, kind, state),
    attempts: row.calls.reduce((total, one) => total + one.attempts, 0),
    ...standing(row, { state, kind, setState: sources.setState }),
    createdAt: instantOf(row.createdAt),
    sentAt,
    settledAt: instantOrNull(row.settledAt),
    verifiedAt: instantOrNull(row.verifiedAt),
  };
}

/** A change without a media buy, such as creatives, is of its agent. */
function isPlay({ mediaBuy }: ChangeRow, agent: NamedRow | undefined): boolean {
  return mediaBuy?.sandbox ?? agent?.detail === "sandbox";
}

function boughtProposal(row: ChangeRow, kind: ChangeView["kind"], state: ChangeState): ChangeView["proposal"] {
  if (kind !== "create_media_buy") return null;
  const { proposal, campaignId } = decodeIntent(row.patch);
  if (!proposal) return null;
  const { id, name, proposalId, acceptance } = proposal;
  const signed = acceptance && { ioId: acceptance.ioId, signatory: acceptance.signatory };
  return { id, campaignId, name, proposalId, signed, refused: state === "refused" && isProposalRefusal(row.errorCode) };
}

type Told = Pick<ChangeView, "state" | "kind" | "error" | "sentAt"> & { readonly sellerName: string };

function sentenceOf(row: ChangeRow, { setState, timeZone }: Sources, { error, sentAt, ...told }: Told): string {
  const task = row.calls[0]?.tasks[0];
  const kinds = verdictsOf(row).map((verdict) => verdict.kind);
  return changeSentence({
    ...told,
    setState,
    timeZone,
    since: task ? instantOf(task.createdAt) : (sentAt ?? instantOf(row.createdAt)),
    message: task?.message ?? error?.message ?? null,
    errorCode: row.errorCode,
    missed: kinds.filter((verdict) => verdict === "ignored" || verdict === "changed").length,
    waiting: kinds.filter((verdict) => verdict === "pending" || verdict === "unknown").length,
  });
}

function toResolution(resolution: Resolution): ResolutionView {
  const { kind, note, at, leadsTo } = resolution;
  return { kind, note, at, leadsTo, sentence: resolutionWords(resolution) };
}

type Standing = { readonly state: ChangeState; readonly kind: ChangeView["kind"]; readonly setState: string };

/** Why it waits on a person, what a person did about it, and what can still be done. */
function standing(row: ChangeRow, { state, kind, setState }: Standing) {
  const resolution = decodeResolution(row.resolution);
  const task = row.calls[0]?.tasks[0];
  const can = choices(row, kind, state);
  const attention = inboxKindOf({
    state,
    kind,
    endedHere: setState === "rejected" || setState === "discarded",
    errorCode: row.errorCode,
    taskStatus: task?.status ?? null,
    overdue: task !== undefined && toTask(task).overdue,
    verdicts: verdictsOf(row).map((verdict) => verdict.kind),
    resolution,
    dropped: can.dropped,
  });
  const isOver = resolution !== null && isClosing(resolution.kind);
  return { attention, resolution: resolution && toResolution(resolution), ...can, canRetry: can.canRetry && !isOver };
}

/** A request that was answered or withdrawn here ended by a person, not by the seller. */
function endedByUs(row: ChangeRow, state: ChangeState): string | null {
  const resolution = decodeResolution(row.resolution);
  if (resolution === null || state === "settled" || !isClosing(resolution.kind)) return null;
  return `${resolutionWords(resolution)}${resolution.note === "" ? "" : `: ${resolution.note}`}`;
}

type TaskRow = ChangeRow["calls"][number]["tasks"][number];

function toTask(task: TaskRow): NonNullable<ChangeView["task"]> {
  const { taskId, status, message, createdAt, settledAt, lastPolledAt, overdueAt } = task;
  const overdue = settledAt === null && lastPolledAt !== null && lastPolledAt >= overdueAt;
  return { taskId, status, message, since: instantOf(createdAt), overdue };
}

export function namedOrNull(names: ReadonlyMap<string, NamedRow>, id: string | null): Named | null {
  if (id === null) return null;
  const row = names.get(id);
  return row ? { id, name: row.name } : null;
}

type ChangeRow = ChangeWithCalls;
const kinds = ["create_media_buy", "update_media_buy", "sync_creatives"] as const;

/** What a person can still do with it. */
function choices(
  { mediaBuy }: ChangeRow,
  kind: ChangeView["kind"],
  state: ChangeState,
): Pick<ChangeView, "canRetry" | "canDrop" | "dropped"> {
  if (mediaBuy === null) return { canRetry: canRetry(kind, state), canDrop: false, dropped: false };
  const dropped = mediaBuy.archivedAt !== null;
  const canDrop = kind === "create_media_buy" && whyNotDrop({ ...mediaBuy, archived: dropped }) === null;
  return { canRetry: !dropped && canRetry(kind, state), canDrop, dropped };
}

/** What the engine lets a person send again (an edit the seller refused is made anew, on the buy as it is now). */
function canRetry(kind: ChangeView["kind"], state: ChangeState): boolean {
  if (state === "refused") return kind !== "update_media_buy";
  return state === "failed" || state === "unknown";
}

function errorOf(row: ChangeRow): SellerErrorView | null {
  // Of a line that waits again the reason stands on the line: nothing has been refused.
  if (row.errorCode === null || row.state === "in_review") return null;
  const recovery = row.errorRecovery ?? "terminal";
  return {
    code: row.errorCode,
    message: row.errorMessage ?? "",
    field: row.errorField,
    suggestion: row.errorSuggestion,
    recovery,
    advice: adviceFor(row.errorCode, recovery),
  };
}

function verdictsOf(row: Pick<ChangeRow, "verdicts">): readonly Verdict[] {
  return row.verdicts === null ? [] : decodeVerdicts(row.verdicts);
}

function fieldViews(row: ChangeRow, kind: ChangeView["kind"], names: ReadonlyMap<string, NamedRow>): FieldChangeView[] {
  if (kind === "sync_creatives") return [];
  const create = kind === "create_media_buy";
  const patch = create ? requestedBy(decodeIntent(row.patch)) : decodePatch(row.patch);
  const asked = patchFields(patch);
  const added = new Map((patch.newPackages ?? []).map((line) => [line.packageId, line.name]));
  const base = create ? null : decodeValues(row.base);
  const verdicts = new Map(verdictsOf(row).map((verdict) => [verdict.field, verdict]));
  const known = new Set(asked.map((one) => one.field));
  const extra = [...verdicts.values()].filter((verdict) => !known.has(verdict.field));
  const view = (field: string, before: string | null, requested: string | null): FieldChangeView => {
    const { packageId, name } = splitField(field);
    const verdict = verdicts.get(field);
    return {
      field,
      ...describeField(name),
      packageName: packageId === null ? null : (names.get(packageId)?.name ?? added.get(packageId) ?? null),
      sellerPackageId: packageId === null ? null : (names.get(packageId)?.detail ?? null),
      before,
      requested,
      verdict: verdict?.kind ?? null,
      found: foundText(name, verdict?.found ?? null),
      proposed: foundText(name, verdict?.proposed ?? null),
      evidence: verdict?.evidence ?? null,
      noReadBack: verdict?.noReadBack === true,
    };
  };
  return [
    ...asked.map(({ field, value }) => view(field, base && valueIn(base, field), value)),
    ...extra.map(({ field, before, requested }) => view(field, before, requested)),
  ];
}

/** The engine keeps an overlay and goals as JSON; people read words. */
function foundText(name: string, found: string | null): string | null {
  if (found === null) return null;
  if (name === "optimizationGoals") return goalsText(parseGoals(found));
  return name === "targetingOverlay" ? overlayText(parseOverlay(found)) : found;
}

/** Sum of package budgets before and after; a create starts from nothing. */
export function amountsOf(row: { readonly kind: string; readonly base: string; readonly deltaMicros: bigint }) {
  const beforeMicros =
    row.kind === "update_media_buy"
      ? Object.values(decodeValues(row.base).packages).reduce((total, one) => total + one.budgetMicros, 0n)
      : 0n;
  return { beforeMicros, afterMicros: beforeMicros + row.deltaMicros };
}
