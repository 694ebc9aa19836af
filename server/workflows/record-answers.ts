import { setTimeout as delay } from "node:timers/promises";
import type { Db, Tx } from "../db/client";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { type AnswerOutcome, settleAnswer } from "../repositories/product-searches";
import { insertSnapshots } from "../repositories/product-snapshots";
import type { ProductAnswer, ProductQuery, Read } from "../sales-agents/sales-agent";
import { recordProposals } from "./record-proposals";

type Asked = {
  readonly organisationId: string;
  readonly answerId: string;
  readonly salesAgentId: string;
  readonly query: ProductQuery;
};
type Arrived = { readonly question: Asked; readonly reply: Read<ProductAnswer> };
type Waiting = Arrived & { readonly done: () => void; readonly failed: (error: unknown) => void };

/** More than this is not stored of one answer; the answer then says so. */
const mostProducts = 500;
/** Answers that one transaction takes: the first of them is not shown before the last is written. */
const mostTogether = 50;
/** Between one transaction and the next, unless there is enough for it already. */
const gatherMs = 15;

/** Per database and organisation: what has arrived and is not being written yet. */
const lines = new WeakMap<Db, Map<string, Waiting[]>>();

/** Keeps what a seller said, together with all that arrives while others are being written. Rejects when it could not. */
export function recordAnswer(ports: Ports, question: Asked, reply: Read<ProductAnswer>): Promise<void> {
  const ofDatabase = lines.get(ports.db) ?? new Map<string, Waiting[]>();
  lines.set(ports.db, ofDatabase);
  const { organisationId } = question;
  const line = ofDatabase.get(organisationId);
  return new Promise((done, failed) => {
    const one = { question, reply, done, failed };
    if (line) line.push(one);
    else {
      const fresh = [one];
      ofDatabase.set(organisationId, fresh);
      void writeAll(ports, fresh, () => ofDatabase.delete(organisationId));
    }
  });
}

/** `ended` is called in the same breath in which nothing is left: what arrives after it begins anew. */
async function writeAll(ports: Ports, line: Waiting[], ended: () => void): Promise<void> {
  while (line.length > 0) {
    await writeSome(ports, line.splice(0, mostTogether));
    // Each transaction writes the pages anew that its rows share with others: who comes right after the first waits for company.
    if (line.length < mostTogether) await delay(gatherMs);
  }
  ended();
}

async function writeSome(ports: Ports, some: readonly Waiting[]): Promise<void> {
  try {
    await write(ports, some);
    for (const { done } of some) done();
  } catch (error) {
    // One that cannot be written must not take the others with it.
    if (some.length > 1) for (const one of some) await writeSome(ports, [one]);
    else some[0]?.failed(error);
  }
}

function write(ports: Ports, some: readonly Arrived[]): Promise<void> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const settled: Arrived[] = [];
    for (const one of some) if (await settle(tx, one, at)) settled.push(one);
    await insertSnapshots(
      tx,
      ports.newId,
      settled.map(({ question, reply }) => ({ ...question, products: productsOf(reply), at })),
    );
    for (const { question, reply } of settled) await recordProposals(tx, ports, question, reply, at);
  });
}

function settle(tx: Tx, { question, reply }: Arrived, at: Instant): Promise<boolean> {
  const { answerId: id, organisationId } = question;
  return settleAnswer(tx, { id, organisationId }, outcomeOf(reply, at));
}

function productsOf(reply: Read<ProductAnswer>) {
  return reply.kind === "ok" ? reply.value.products.slice(0, mostProducts) : [];
}

function outcomeOf(reply: Read<ProductAnswer>, at: Instant): AnswerOutcome {
  const milliseconds = Math.round(reply.milliseconds);
  if (reply.kind === "failed") {
    const { code, message } = reply.problem;
    return { state: "failed", at, milliseconds, error: { code, message }, incomplete: [] };
  }
  const { products, incomplete, warnings } = reply.value;
  const cut =
    products.length > mostProducts ? [{ scope: "products", description: `Only the first ${mostProducts}` }] : [];
  const warned = warnings.map((warning) => ({ scope: warning.code, description: warning.message }));
  const { refinement = [] } = reply.value;
  return {
    state: "answered",
    at,
    milliseconds,
    error: null,
    incomplete: [...incomplete, ...warned, ...cut],
    refinement,
  };
}
