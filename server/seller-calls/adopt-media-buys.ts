import type { Tx } from "../db/client";
import { DomainError, notFound } from "../domain/errors";
import type { Product } from "../domain/media-buy/product";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob } from "../queue/jobs";
import { type AdoptedPlace, insertProducts } from "../repositories/adopted-media-buys";
import { type Adoption, type AdoptionChange, getAdoption, saveAdoption } from "../repositories/adoptions";
import { recordAudit } from "../repositories/audit";
import { chosenBuys } from "../repositories/found-media-buys";
import { knownProducts } from "../repositories/product-snapshots";
import { type TakenChunk, takeChunk } from "./adopt-chunk";
import { AgentHeld } from "./agent-held";
import type { JobHandler } from "./job-handler";
import { reach } from "./reach";

/** Rows of one write transaction: short enough that nobody waits for it. */
const chunkSize = 100;

/** Takes over the next chosen buys; the row of the taking over says how far it is, so that a restart goes on from there. */
export const adoptMediaBuys: JobHandler = async (ports, job, options) => {
  const adoption = await getAdoption(ports.db, job.organisationId, job.subjectId);
  if (adoption.state !== "running") return ports.inTransaction((tx) => finishJob(tx, job));
  const offered = adoption.done + adoption.skipped === 0 ? await offeredProducts(ports, adoption) : [];
  try {
    await ports.inTransaction(async (tx) => {
      await assertHeld(tx, job);
      const now = await getAdoption(tx, job.organisationId, job.subjectId);
      const place = await placeOf(tx, now);
      await keepOffered(tx, ports, place, offered);
      const chunk = await chosenBuys(tx, now.organisationId, now.id, chunkSize);
      if (chunk.length === 0) return end(tx, ports, job, now, { state: "done" });
      const taken = await takeChunk(tx, ports, now, place, chunk, options);
      await saveAdoption(tx, now, {
        done: now.done + taken.taken,
        skipped: now.skipped + taken.known + taken.held,
        campaigns: now.campaigns + taken.made,
      });
      await auditChunk(tx, ports, now, place, taken);
      return rescheduleJob(tx, job, ports.clock());
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const errorMessage = error.message;
    await ports.inTransaction((tx) => end(tx, ports, job, adoption, { state: "failed", errorMessage }));
  }
};

async function end(tx: Tx, ports: Ports, job: ClaimedJob, adoption: Adoption, change: AdoptionChange): Promise<void> {
  await saveAdoption(tx, adoption, { ...change, finishedAt: ports.clock() });
  await finishJob(tx, job);
}

async function placeOf(tx: Tx, { organisationId, salesAgentId, accountId }: Adoption): Promise<AdoptedPlace> {
  const agent = await tx.salesAgent.findFirst({ where: { id: salesAgentId, organisationId, removedAt: null } });
  const account = await tx.account.findFirst({ where: { id: accountId, organisationId, salesAgentId } });
  if (!agent || !account) throw notFound("The agent or its account");
  const sandbox = agent.sandbox || account.sandbox;
  return { organisationId, salesAgentId, accountId, sandbox, sellerName: agent.name };
}

/** What the seller offers now, asked once: details of the products that packages name. Without an answer they stay not known. */
async function offeredProducts(ports: Ports, adoption: Adoption): Promise<readonly Product[]> {
  const { agent, account } = await reach(ports, adoption).catch(ifNotNow);
  if (agent === null) return [];
  const anything = { brief: "", brandDomain: null, startDay: null, endDay: null, countries: [] };
  const read = await agent.getProducts({ ...anything, account, currency: "USD" });
  return read.kind === "ok" ? read.value.products.slice(0, 500) : [];
}

/** Gone, or it wants to be left alone: taking over does not wait for details. */
function ifNotNow(error: unknown): { readonly agent: null; readonly account: null } {
  if (error instanceof DomainError || error instanceof AgentHeld) return { agent: null, account: null };
  throw error;
}

async function keepOffered(tx: Tx, ports: Ports, place: AdoptedPlace, offered: readonly Product[]): Promise<void> {
  if (offered.length === 0) return;
  const byId = new Map(offered.map((product) => [product.productId, product]));
  const known = await knownProducts(tx, place, [...byId.keys()]);
  const fresh = [...byId.values()].filter((product) => !known.has(product.productId));
  const rows = fresh.map((product) => ({ ...product, snapshotId: ports.newId() }));
  await insertProducts(tx, place, rows, ports.clock());
}

async function auditChunk(tx: Tx, ports: Ports, adoption: Adoption, place: AdoptedPlace, taken: TakenChunk) {
  if (taken.taken === 0) return;
  const { organisationId, startedById, startedByName, accountId, grouping } = adoption;
  const campaigns = taken.campaignIds.length;
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: { organisationId, userId: startedById, name: startedByName, requestId: null },
    action: "media_buy.taken_over",
    subjectType: "account",
    subjectId: accountId,
    ...(grouping.kind === "campaign" ? { campaignId: grouping.campaignId } : {}),
    summary: `Took over ${count(taken.taken, "media buy")} made elsewhere at ${place.sellerName}, in ${count(campaigns, "campaign")}`,
    after: { adoption: adoption.id, taken: taken.taken, campaigns, alreadyHere: taken.known, leftAlone: taken.held },
  });
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
