import type { Tx } from "../db/client";
import { inFlightStates } from "../domain/change/change-state";
import type { BlockingChange } from "../domain/media-buy/blocked-by";
import type { OurState } from "../domain/media-buy/status";
import { instantFromMillis } from "../domain/time";
import { stateOf } from "./changes";
import { anyOf } from "./write-alike";

export type Facts = {
  readonly ours: OurState;
  readonly sellerName: string;
  readonly lacksCreatives: boolean;
  readonly change: BlockingChange | null;
};

export const noFacts: Facts = { ours: "draft", sellerName: "The seller", lacksCreatives: false, change: null };

/** What the status of these buys of one organisation, as they are to be, is derived from, by their ids. */
export async function factsOf(
  tx: Tx,
  organisationId: string,
  buys: readonly Row[],
): Promise<ReadonlyMap<string, Facts>> {
  const agents = await tx.salesAgent.findMany({
    where: { id: anyOf([...new Set(buys.map((buy) => buy.salesAgentId))]), organisationId },
    select: { id: true, name: true },
  });
  const nameOf = new Map(agents.map(({ id, name }) => [id, name]));
  const changes = await explaining(tx, organisationId, buys);
  const facts = new Map<string, Facts>();
  for (const buy of buys) {
    const change = changes.get(buy.id) ?? null;
    facts.set(buy.id, {
      ours: change === null ? "draft" : ourState(change.state, change.changeSet.state, change.errorCode),
      sellerName: nameOf.get(buy.salesAgentId) ?? noFacts.sellerName,
      lacksCreatives: buy.sellerStatus === "pending_activation" && (await anyPackageWithoutCreative(tx, buy)),
      change: change === null ? null : await blocking(tx, change),
    });
  }
  return facts;
}

/** Until the seller knows a buy its newest create explains it; afterwards the oldest change under way does. */
async function explaining(tx: Tx, organisationId: string, buys: readonly Row[]) {
  const known = buys.filter((buy) => buy.sellerStatus !== null).map((buy) => buy.id);
  const others = buys.filter((buy) => buy.sellerStatus === null).map((buy) => buy.id);
  const found = new Map<string, ChangeRow>();
  const keep = (rows: readonly ChangeRow[]) => {
    for (const row of rows) if (!found.has(row.mediaBuyId ?? "")) found.set(row.mediaBuyId ?? "", row);
  };
  if (known.length > 0) {
    const where = { organisationId, mediaBuyId: anyOf(known), state: { in: [...inFlightStates] } };
    keep(await tx.change.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: explained }));
  }
  if (others.length > 0) {
    const where = { organisationId, mediaBuyId: anyOf(others), kind: "create_media_buy" };
    keep(await tx.change.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], select: explained }));
  }
  return found;
}

const explained = {
  id: true,
  organisationId: true,
  mediaBuyId: true,
  kind: true,
  state: true,
  errorCode: true,
  errorMessage: true,
  createdAt: true,
  changeSet: { select: { state: true } },
} as const;

type Row = NonNullable<Awaited<ReturnType<Tx["mediaBuy"]["findFirst"]>>>;
type ChangeRow = {
  readonly id: string;
  readonly organisationId: string;
  readonly mediaBuyId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly createdAt: Date;
  readonly changeSet: { readonly state: string };
};

async function anyPackageWithoutCreative(tx: Tx, buy: Row): Promise<boolean> {
  const { organisationId, id: mediaBuyId } = buy;
  const none = { none: { approvalStatus: "approved" } };
  const found = await tx.package.findFirst({
    where: { organisationId, mediaBuyId, canceledAt: null, assignments: none },
    select: { id: true },
  });
  return found !== null;
}

const needsAccess = ["AUTH_REQUIRED", "PERMISSION_DENIED", "ACCOUNT_SETUP_REQUIRED"];

function ourState(changeState: string, setState: string, errorCode: string | null): OurState {
  if (setState === "discarded") return "discarded";
  switch (stateOf(changeState)) {
    case "staged":
      return "draft";
    case "in_review":
      return "in_review";
    case "rejected":
      return "rejected";
    case "refused":
      return errorCode !== null && needsAccess.includes(errorCode) ? "needs_access" : "refused";
    case "failed":
      return "failed";
    default:
      return "sending";
  }
}

async function blocking(tx: Tx, change: ChangeRow): Promise<BlockingChange> {
  const state = stateOf(change.state);
  const task = ["submitted", "working", "input_required"].includes(state)
    ? await tx.sellerTask.findFirst({
        where: { organisationId: change.organisationId, sellerCall: { changeId: change.id }, settledAt: null },
        orderBy: { createdAt: "desc" },
      })
    : null;
  return {
    kind: change.kind === "create_media_buy" || change.kind === "update_media_buy" ? change.kind : "sync_creatives",
    state,
    since: instantFromMillis((task?.createdAt ?? change.createdAt).getTime()),
    errorCode: change.errorCode,
    message: change.errorMessage ?? task?.message ?? null,
    overdue: task !== null && task.lastPolledAt !== null && task.lastPolledAt >= task.overdueAt,
  };
}
