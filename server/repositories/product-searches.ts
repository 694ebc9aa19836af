import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import { type ProductSnapshot, toSnapshot } from "./product-snapshots";

export type AnswerState = "asking" | "answered" | "failed";

export type SearchAnswer = {
  readonly id: string;
  readonly salesAgentId: string;
  readonly state: AnswerState;
  /** When it got into this state: asked, answered or failed. */
  readonly since: Instant;
  readonly milliseconds: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
  readonly products: readonly ProductSnapshot[];
};

export type ProductSearch = {
  readonly id: string;
  readonly campaignId: string;
  readonly brief: string;
  readonly createdAt: Instant;
  readonly answers: readonly SearchAnswer[];
};

const withAnswers = { answers: { include: { products: { orderBy: { id: "asc" } } }, orderBy: { id: "asc" } } } as const;
type Row = Prisma.ProductSearchGetPayload<{ include: typeof withAnswers }>;

export type NewSearch = {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string;
  readonly brief: string;
  readonly createdById: string;
  readonly at: Instant;
  readonly answers: readonly { readonly id: string; readonly salesAgentId: string }[];
};

/** The search with one answer per agent, all of them asking. */
export async function insertSearch(tx: Tx, search: NewSearch): Promise<void> {
  const { id, organisationId, campaignId, brief, createdById, answers } = search;
  const at = new Date(search.at);
  await tx.productSearch.create({ data: { id, organisationId, campaignId, brief, createdById, createdAt: at } });
  await tx.productSearchAnswer.createMany({
    data: answers.map((answer) => ({ ...answer, organisationId, searchId: id, state: "asking", answeredAt: at })),
  });
}

/** Answers and their products in three statements. NOT_FOUND for another organisation's. */
export async function getSearch(db: Db | Tx, organisationId: string, id: string): Promise<ProductSearch> {
  const row = await db.productSearch.findFirst({ where: { id, organisationId }, include: withAnswers });
  if (!row) throw notFound("The product search");
  return toSearch(row);
}

export async function latestSearch(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<ProductSearch | null> {
  const row = await db.productSearch.findFirst({
    where: { organisationId, campaignId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    include: withAnswers,
  });
  return row === null ? null : toSearch(row);
}

export type AnswerOutcome = {
  readonly state: "answered" | "failed";
  readonly at: Instant;
  readonly milliseconds: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
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
      answeredAt: new Date(outcome.at),
    },
  });
  return count === 1;
}

/** Asks again: only an answer in the state it was seen in, so that two clicks ask once. */
export async function reopenAnswer(
  tx: Tx,
  organisationId: string,
  answer: SearchAnswer,
  at: Instant,
): Promise<boolean> {
  const { count } = await tx.productSearchAnswer.updateMany({
    where: { id: answer.id, organisationId, state: answer.state, answeredAt: new Date(answer.since) },
    data: { state: "asking", answeredAt: new Date(at), milliseconds: null, errorCode: null, errorMessage: null },
  });
  return count === 1;
}

function toSearch(row: Row): ProductSearch {
  const createdAt = instantFromMillis(row.createdAt.getTime());
  return {
    id: row.id,
    campaignId: row.campaignId,
    brief: row.brief,
    createdAt,
    answers: row.answers.map((answer) => ({
      id: answer.id,
      salesAgentId: answer.salesAgentId,
      state: answer.state === "answered" || answer.state === "failed" ? answer.state : "asking",
      since: answer.answeredAt === null ? createdAt : instantFromMillis(answer.answeredAt.getTime()),
      milliseconds: answer.milliseconds,
      error: answer.errorCode === null ? null : { code: answer.errorCode, message: answer.errorMessage ?? "" },
      incomplete: answer.incomplete === null ? [] : incompleteFrom(answer.incomplete),
      products: answer.products.map(toSnapshot),
    })),
  };
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
