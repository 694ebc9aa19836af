import { type CreativeKind, describeMedia } from "../../domain/creative/creative";
import { type AcceptedFormat, chooseFormat, sameFormatId } from "../../domain/creative/format-fit";
import type { Instant } from "../../domain/time";
import type { AssignedPlace } from "../../repositories/creative-assignments";
import type { KnownFormats } from "../../repositories/creative-formats";
import type { CreativeRecord } from "../../repositories/creatives";
import type { SalesAgentRecord } from "../../repositories/sales-agents";
import type { SellerCreativeRecord } from "../../repositories/seller-creatives";
import type { Named } from "./change-view";

/** A creative at one seller. `status` is ours or the seller's word; `reason` is the seller's text, untrusted. */
export type AtSellerView = {
  readonly salesAgent: Named;
  readonly status: string;
  readonly reason: string | null;
  readonly format: string;
  readonly syncedAt: Instant | null;
  /** When the seller's list last confirmed the status; null: only its reply to the sync did. */
  readonly seenAt: Instant | null;
  /** True: it changed here after it was sent. */
  readonly outdated: boolean;
};

export type CreativeRow = {
  readonly id: string;
  readonly name: string;
  readonly kind: CreativeKind;
  /** An address of ours, or the person's https address: shown by the browser, never fetched by us. */
  readonly previewUrl: string | null;
  readonly uploaded: boolean;
  readonly assetUrl: string | null;
  readonly clickUrl: string | null;
  readonly mime: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  /** "300×250", "1920×1080 · 15 s". */
  readonly size: string;
  readonly byteLength: number | null;
  readonly atSellers: readonly AtSellerView[];
  readonly assignedPackages: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly archivedAt: Instant | null;
  readonly revision: number;
};

/** What one agent would take of this creative, sent or not. */
export type AgentFitView = {
  readonly salesAgent: Named;
  readonly sandbox: boolean;
  /** The format it would be sent in; null: none, and `reason` says why. */
  readonly format: string | null;
  readonly reason: string | null;
  /** Formats of the same kind that it does not fit, with why. */
  readonly filtered: readonly { readonly name: string; readonly reason: string }[];
  readonly formatsSeenAt: Instant | null;
};

export type CreativeView = CreativeRow & {
  readonly fits: readonly AgentFitView[];
  readonly places: readonly AssignedPlace[];
};

export type CreativeNames = {
  readonly agents: readonly SalesAgentRecord[];
  readonly formats: ReadonlyMap<string, KnownFormats>;
  readonly byteLengths: ReadonlyMap<string, number>;
};

export function toCreativeRow(creative: CreativeRecord, names: CreativeNames): CreativeRow {
  const { uploadId, assetUrl, kind, width, height, durationMs } = creative;
  return {
    id: creative.id,
    name: creative.name,
    kind,
    previewUrl: uploadId === null ? assetUrl : `/api/assets/${uploadId}`,
    uploaded: uploadId !== null,
    assetUrl,
    clickUrl: creative.clickUrl,
    mime: creative.mime,
    width,
    height,
    durationMs,
    size: describeMedia(creative),
    byteLength: uploadId === null ? null : (names.byteLengths.get(uploadId) ?? null),
    atSellers: creative.atSellers.flatMap((at) => atSellerView(creative, at, names)),
    assignedPackages: creative.assignedPackages,
    createdAt: creative.createdAt,
    updatedAt: creative.updatedAt,
    archivedAt: creative.archivedAt,
    revision: creative.revision,
  };
}

/** Nothing for an agent that was removed: its copy is no longer ours to look at. */
function atSellerView(
  creative: CreativeRecord,
  at: SellerCreativeRecord,
  names: CreativeNames,
): readonly AtSellerView[] {
  const agent = names.agents.find((one) => one.id === at.salesAgentId);
  if (!agent) return [];
  return [
    {
      salesAgent: { id: agent.id, name: agent.name },
      status: at.status,
      reason: at.rejectionReason,
      format: formatName(at.formatId, names.formats.get(agent.id)?.formats ?? []),
      syncedAt: at.syncedAt,
      seenAt: at.seenAt,
      outdated: at.syncedAt !== null && at.syncedAt < creative.updatedAt,
    },
  ];
}

/** The seller's name of a format, else its id. */
function formatName(formatId: SellerCreativeRecord["formatId"], formats: readonly AcceptedFormat[]): string {
  return formats.find((format) => sameFormatId(format.formatId, formatId))?.name ?? formatId.id;
}

export function toCreativeView(
  creative: CreativeRecord,
  names: CreativeNames,
  places: readonly AssignedPlace[],
): CreativeView {
  return {
    ...toCreativeRow(creative, names),
    fits: names.agents.map((agent) => agentFit(creative, agent, names)),
    places,
  };
}

function agentFit(creative: CreativeRecord, agent: SalesAgentRecord, names: CreativeNames): AgentFitView {
  const known = names.formats.get(agent.id);
  const { id, name, sandbox } = agent;
  const base = { salesAgent: { id, name }, sandbox, formatsSeenAt: known?.seenAt ?? null };
  if (!known) return { ...base, format: null, reason: "It has not told us its formats yet", filtered: [] };
  const ofKind = known.formats.filter((format) => format.kind === creative.kind);
  const choice = chooseFormat(creative, ofKind.length > 0 ? ofKind : known.formats);
  if (choice.kind === "chosen") {
    return { ...base, format: choice.format.name, reason: null, filtered: choice.filtered };
  }
  return { ...base, format: null, reason: choice.reason, filtered: ofKind.length > 0 ? choice.filtered : [] };
}

export type { UploadedAsset } from "../../workflows/upload-asset";
