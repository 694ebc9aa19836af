import { defaultApprovalLimitMicros } from "../../domain/approval/policy";
import {
  afterMicros,
  type CapCheck,
  type CapScope,
  capSentence,
  overMicros,
  refusesCap,
} from "../../domain/exposure/caps";
import { addExposure, type ExposureParts, worstCaseOf } from "../../domain/exposure/ledger";
import type { Instant } from "../../domain/time";
import type { ExposureRow } from "../../repositories/exposure";
import { instantOf } from "../../repositories/row-instants";
import type { SpendCap } from "../../repositories/spend-caps";
import type { LimitChange } from "../../repositories/spend-limits";
import type { CampaignExposure, OrganisationExposure } from "../../workflows/read-exposure";
import type { Named } from "./change-view";

/** What may come to be spent in one currency; play money of sandbox sellers is a line of its own. */
export type ExposureLine = ExposureParts & {
  readonly currency: string;
  readonly sandbox: boolean;
  readonly worstCaseMicros: bigint;
};

export type CapView = {
  /** null: of the whole organisation. */
  readonly campaign: Named | null;
  readonly currency: string;
  readonly limitMicros: bigint;
  readonly updatedAt: Instant;
  readonly revision: number;
};

/** One limit that a decision stands against. `refuses`: the decision would not be let through. */
export type CapCheckView = ExposureParts & {
  readonly scope: CapScope;
  readonly currency: string;
  readonly sandbox: boolean;
  readonly limitMicros: bigint;
  readonly addedMicros: bigint;
  readonly afterMicros: bigint;
  readonly overMicros: bigint;
  readonly refuses: boolean;
  readonly sentence: string;
};

export type LimitChangeView = {
  readonly id: string;
  readonly at: Instant;
  readonly by: string;
  readonly summary: string;
};

export type CampaignExposureView = {
  readonly campaign: Named & { readonly currency: string; readonly totalMicros: bigint | null };
  readonly lines: readonly ExposureLine[];
  readonly caps: readonly CapView[];
  readonly history: readonly LimitChangeView[];
};

export type OrganisationExposureView = {
  readonly name: string;
  readonly currency: string;
  /** null: the default is in force. */
  readonly approvalLimitMicros: bigint | null;
  readonly defaultApprovalLimitMicros: bigint;
  readonly lines: readonly ExposureLine[];
  readonly caps: readonly CapView[];
  readonly campaignCaps: readonly (CapView & { readonly lines: readonly ExposureLine[] })[];
  readonly history: readonly LimitChangeView[];
};

export function toCampaignExposureView({ campaign, rows, caps, history }: CampaignExposure): CampaignExposureView {
  const { id, name, currency, totalMicros } = campaign;
  return {
    campaign: { id, name, currency, totalMicros },
    lines: linesOf(rows),
    caps: caps.map((cap) => toCapView(cap, campaign)),
    history: history.map(toLimitChange),
  };
}

export function toOrganisationExposureView(of: OrganisationExposure): OrganisationExposureView {
  const { limits, rows, caps, campaigns, history } = of;
  const names = new Map(campaigns.map(({ id, name }) => [id, { id, name }]));
  return {
    ...limits,
    defaultApprovalLimitMicros,
    lines: linesOf(rows.filter((row) => row.campaignId === null)),
    caps: caps.filter((cap) => cap.campaignId === null).map((cap) => toCapView(cap, null)),
    campaignCaps: caps.flatMap((cap) => {
      const campaign = cap.campaignId === null ? undefined : names.get(cap.campaignId);
      if (!campaign) return [];
      const mine = rows.filter((row) => row.campaignId === campaign.id && row.currency === cap.currency);
      return [{ ...toCapView(cap, campaign), lines: linesOf(mine) }];
    }),
    history: history.map(toLimitChange),
  };
}

export function toCapCheckView(check: CapCheck): CapCheckView {
  const { parts, ...rest } = check;
  return {
    ...rest,
    ...parts,
    afterMicros: afterMicros(check),
    overMicros: overMicros(check),
    refuses: refusesCap(check),
    sentence: capSentence(check),
  };
}

function toCapView(cap: SpendCap, campaign: Named | null): CapView {
  const { currency, limitMicros, updatedAt, revision } = cap;
  return { campaign: campaign && { id: campaign.id, name: campaign.name }, currency, limitMicros, updatedAt, revision };
}

function toLimitChange({ id, at, actorName, summary }: LimitChange): LimitChangeView {
  return { id, at: instantOf(at), by: actorName, summary };
}

/** One line a currency and kind of money; never added across. */
function linesOf(rows: readonly ExposureRow[]): readonly ExposureLine[] {
  const lines = new Map<string, ExposureRow>();
  for (const row of rows) {
    const key = `${row.currency} ${row.sandbox}`;
    const before = lines.get(key);
    lines.set(key, before ? { ...before, parts: addExposure(before.parts, row.parts) } : row);
  }
  return [...lines.values()]
    .map(({ currency, sandbox, parts }) => ({ currency, sandbox, ...parts, worstCaseMicros: worstCaseOf(parts) }))
    .sort((a, b) => a.currency.localeCompare(b.currency) || Number(a.sandbox) - Number(b.sandbox));
}
