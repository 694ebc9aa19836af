import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { notFound } from "../domain/errors";
import { type BuyingMode, buyingModes, type RefineEntry, type RefinementNote } from "../domain/media-buy/proposal";
import { type AnsweredEntry, matchNotes } from "../domain/proposal/match-notes";
import type { Instant } from "../domain/time";
import { type ProductSnapshot, toSnapshot } from "./product-snapshots";
import { proposalsOfAnswers, type StoredProposal } from "./proposals";
import { instantOf } from "./row-instants";

export type AnswerState = "asking" | "answered" | "failed";

export type SearchAnswer = {
  readonly id: string;
  /** The search it was last asked in: a refinement asks only the agents it concerns. */
  readonly searchId: string;
  readonly salesAgentId: string;
  readonly state: AnswerState;
  /** When it got into this state: asked, answered or failed. */
  readonly since: Instant;
  readonly milliseconds: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
  /** What the agent offers by now: of its newest answer that came. */
  readonly products: readonly ProductSnapshot[];
  readonly proposals: readonly StoredProposal[];
  /** By product id, as it was offered last: the products that its proposals are made of. */
  readonly allocated: ReadonlyMap<string, ProductSnapshot>;
  /** What its newest refinement asked, with what it says of it; empty: it was asked by brief or for all it has. */
  readonly refinement: readonly AnsweredEntry[];
};

export type ProductSearch = {
  readonly id: string;
  readonly campaignId: string;
  readonly brief: string;
  readonly mode: BuyingMode;
  /** The search that this one and its siblings refine; its own id when it refines none. */
  readonly rootId: string;
  readonly createdAt: Instant;
  readonly answers: readonly SearchAnswer[];
};

/** A search as it was asked: what is needed to ask one agent of it again. */
export type AskedSearch = {
  readonly id: string;
  readonly campaignId: string;
  readonly brief: string;
  readonly mode: BuyingMode;
  readonly refine: RefineByAgent;
  readonly answers: readonly AskedAnswer[];
};
export type AskedAnswer = {
  readonly id: string;
  readonly salesAgentId: string;
  readonly state: AnswerState;
  readonly since: Instant;
};
/** By sales agent id: product and proposal ids are each seller's own. */
export type RefineByAgent = Readonly<Record<string, readonly RefineEntry[]>>;

const withAnswers = { answers: { orderBy: { id: "asc" } } } as const;
type Row = Prisma.ProductSearchGetPayload<{ include: typeof withAnswers }>;
type AnswerRow = Row["answers"][number];

export type NewSearch = {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string;
  readonly brief: string;
  /** Absent: by brief. */
  readonly mode?: BuyingMode;
  readonly refinesId?: string;
  readonly refine?: RefineByAgent;
  readonly createdById: string;
  readonly at: Instant;
  readonly answers: readonly { readonly id: string; readonly salesAgentId: string }[];
};

/** The search with one answer per agent, all of them asking. */
export async function insertSearch(tx: Tx, search: NewSearch): Promise<void> {
  const { id, organisationId, campaignId, brief, mode = "brief", createdById, answers } = search;
  const at = new Date(search.at);
  const refine = search.refine ? JSON.stringify(search.refine) : null;
  const asked = { brief, mode, refine, refinesId: search.refinesId ?? null };
  await tx.productSearch.create({ data: { id, organisationId, campaignId, ...asked, createdById, createdAt: at } });
  await tx.productSearchAnswer.createMany({
    data: answers.map((answer) => ({ ...answer, organisationId, searchId: id, state: "asking", answeredAt: at })),
  });
}

/** One search alone, without what was answered. NOT_FOUND for another organisation's. */
export async function getAskedSearch(db: Db | Tx, organisationId: string, id: string): Promise<AskedSearch> {
  const row = await db.productSearch.findFirst({ where: { id, organisationId }, include: withAnswers });
  if (!row) throw notFound("The product search");
  const { campaignId, brief } = row;
  const answers = row.answers.map((answer) => ({
    id: answer.id,
    salesAgentId: answer.salesAgentId,
    state: stateOf(answer),
    since: sinceOf(answer, row),
  }));
  return { id, campaignId, brief, mode: modeOf(row), refine: refineOf(row), answers };
}

/** The search with its refinements as one: of each agent what it last said. NOT_FOUND for another organisation's. */
export async function getSearch(db: Db | Tx, organisationId: string, id: string): Promise<ProductSearch> {
  const head = await db.productSearch.findFirst({ where: { id, organisationId } });
  if (!head) throw notFound("The product search");
  return wholeSearch(db, organisationId, head);
}

export async function latestSearch(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<ProductSearch | null> {
  const head = await db.productSearch.findFirst({
    where: { organisationId, campaignId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return head === null ? null : wholeSearch(db, organisationId, head);
}

type Head = { readonly id: string; readonly campaignId: string; readonly refinesId: string | null };
/** An answer with the search it belongs to. */
type Asked = { readonly answer: AnswerRow; readonly search: Row };

/** Four statements, however many agents, products and refinements. */
async function wholeSearch(db: Db | Tx, organisationId: string, head: Head): Promise<ProductSearch> {
  const rootId = head.refinesId ?? head.id;
  const searches = await db.productSearch.findMany({
    where: { organisationId, campaignId: head.campaignId, OR: [{ id: rootId }, { refinesId: rootId }] },
    include: withAnswers,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const asked = searches.flatMap((search) => search.answers.map((answer) => ({ answer, search })));
  const newest = latestOf(asked, () => true);
  const shown = new Map(newest.map((one) => [one.answer.salesAgentId, contentOf(asked, one)]));
  const answerIds = asked.map(({ answer }) => answer.id);
  const proposals = await proposalsOfAnswers(db, organisationId, head.campaignId, answerIds);
  const allocated = proposals.flatMap(({ proposal }) => proposal.allocations.map(({ productId }) => productId));
  const wanted = [{ answerId: { in: [...shown.values()] } }, { productId: { in: [...new Set(allocated)] } }];
  const rows = await db.productSnapshot.findMany({
    where: { organisationId, answerId: { in: answerIds }, OR: wanted },
    orderBy: { id: "asc" },
  });
  return {
    ...rootOf(searches, head),
    answers: newest.map((one) => {
      const own = rows.filter(({ salesAgentId }) => salesAgentId === one.answer.salesAgentId);
      return {
        ...toAnswer(one),
        products: own.filter((row) => row.answerId === shown.get(one.answer.salesAgentId)).map(toSnapshot),
        proposals: proposals.filter(({ salesAgentId }) => salesAgentId === one.answer.salesAgentId),
        allocated: new Map(own.map((row) => [row.productId, toSnapshot(row)])),
      };
    }),
  };
}

function rootOf(searches: readonly Row[], { id, campaignId, refinesId }: Head): Omit<ProductSearch, "answers"> {
  const rootId = refinesId ?? id;
  const root = searches.find((search) => search.id === rootId) ?? searches.at(-1);
  if (!root) throw notFound("The product search");
  return { id, campaignId, rootId, brief: root.brief, mode: modeOf(root), createdAt: instantOf(root.createdAt) };
}

/** The newest of each agent that fits; `asked` comes newest first. */
function latestOf(asked: readonly Asked[], fits: (one: Asked) => boolean): Asked[] {
  const newest = new Map<string, Asked>();
  for (const one of asked.filter(fits)) {
    if (!newest.has(one.answer.salesAgentId)) newest.set(one.answer.salesAgentId, one);
  }
  return [...newest.values()].sort((a, b) => (a.answer.id < b.answer.id ? -1 : 1));
}

/** Where the agent's products are: a refinement that failed, is under way or only made a proposal firm leaves them as they were. */
function contentOf(asked: readonly Asked[], { answer }: Asked): string {
  const came = latestOf(asked, (one) => {
    const { salesAgentId } = one.answer;
    return salesAgentId === answer.salesAgentId && one.answer.state === "answered" && !onlyFinalizes(one);
  });
  return came[0]?.answer.id ?? answer.id;
}

function onlyFinalizes({ answer, search }: Asked): boolean {
  const entries = refineOf(search)[answer.salesAgentId] ?? [];
  return entries.length > 0 && entries.every((entry) => entry.scope === "proposal" && entry.action === "finalize");
}

export type AnswerOutcome = {
  readonly state: "answered" | "failed";
  readonly at: Instant;
  readonly milliseconds: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
  readonly refinement?: readonly RefinementNote[];
};

/** Settles an answer that is still asked for; false when another reply was first. */
export async function settleAnswer(
  tx: Tx,
  answer: { readonly id: string; readonly organisationId: string },
  outcome: AnswerOutcome,
): Promise<boolean> {
  const { count } = await tx.productSearchAnswer.updateMany({
    where: { id: answer.id, organisationId: answer.organisationId, state: "asking" },
    data: {
      state: outcome.state,
      milliseconds: outcome.milliseconds,
      errorCode: outcome.error?.code ?? null,
      errorMessage: outcome.error?.message ?? null,
      incomplete: outcome.incomplete.length === 0 ? null : JSON.stringify(outcome.incomplete),
      refinement: outcome.refinement?.length ? JSON.stringify(outcome.refinement) : null,
      answeredAt: new Date(outcome.at),
    },
  });
  return count === 1;
}

/** Asks again: only an answer in the state it was seen in, so that two clicks ask once. */
export async function reopenAnswer(tx: Tx, organisationId: string, answer: AskedAnswer, at: Instant): Promise<boolean> {
  const { count } = await tx.productSearchAnswer.updateMany({
    where: { id: answer.id, organisationId, state: answer.state, answeredAt: new Date(answer.since) },
    data: { state: "asking", answeredAt: new Date(at), milliseconds: null, errorCode: null, errorMessage: null },
  });
  return count === 1;
}

function toAnswer({ answer, search }: Asked): Omit<SearchAnswer, "products" | "proposals" | "allocated"> {
  const notes: readonly RefinementNote[] = answer.refinement === null ? [] : JSON.parse(answer.refinement);
  return {
    id: answer.id,
    searchId: search.id,
    salesAgentId: answer.salesAgentId,
    state: stateOf(answer),
    since: sinceOf(answer, search),
    milliseconds: answer.milliseconds,
    error: answer.errorCode === null ? null : { code: answer.errorCode, message: answer.errorMessage ?? "" },
    incomplete: answer.incomplete === null ? [] : incompleteFrom(answer.incomplete),
    refinement: matchNotes(refineOf(search)[answer.salesAgentId] ?? [], notes),
  };
}

function stateOf({ state }: AnswerRow): AnswerState {
  return state === "answered" || state === "failed" ? state : "asking";
}

function sinceOf(answer: AnswerRow, search: Pick<Row, "createdAt">): Instant {
  return instantOf(answer.answeredAt ?? search.createdAt);
}

function modeOf({ mode }: Pick<Row, "mode">): BuyingMode {
  return buyingModes.find((known) => known === mode) ?? "brief";
}

function refineOf({ refine }: Pick<Row, "refine">): RefineByAgent {
  return refine === null ? {} : (JSON.parse(refine) as RefineByAgent);
}

function incompleteFrom(text: string): { scope: string; description: string }[] {
  const notes: unknown = JSON.parse(text);
  if (!Array.isArray(notes)) return [];
  return notes.map((note: { scope?: unknown; description?: unknown }) => ({
    scope: String(note.scope ?? ""),
    description: String(note.description ?? ""),
  }));
}

/** NOT_FOUND when one of `ids` is no agent of the organisation, or was removed. */
export async function refuseUnknownAgents(tx: Tx, organisationId: string, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const known = await tx.salesAgent.count({ where: { organisationId, removedAt: null, id: { in: wanted } } });
  if (known !== wanted.length) throw notFound("The sales agent");
}

/** What the exchanges of a search are for; null: it is gone. */
export async function campaignOfSearch(db: Db | Tx, organisationId: string, id: string): Promise<string | null> {
  const row = await db.productSearch.findFirst({ where: { id, organisationId }, select: { campaignId: true } });
  return row?.campaignId ?? null;
}
