import type { Db, Tx } from "../db/client";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import { writeStored } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { type BoughtPackage, boughtPackages } from "../repositories/bought-packages";
import { getChangeSetForDecision, insertChangeSet, type NewChange, signatureHashOf } from "../repositories/change-sets";
import { insertMediaBuy, saveMediaBuy } from "../repositories/media-buys";
import { intentFor } from "../seller-calls/engine-intent";
import { releaseChange } from "../seller-calls/release-change";
import { approveChangeSet } from "../workflows/approve-change-set";
import { rejectChangeSet } from "../workflows/reject-change-set";

export const organisationId = "organisation";
export const approver: Actor = {
  organisationId,
  userId: "approver",
  name: "Approver",
  role: "approver",
  requestId: null,
};

const dayMs = 86_400_000;

export type EditKind = "budget" | "pause" | "resume" | "endAt" | "cancel";

/** Browser sessions of people: what they ask for is staged, approved and released by the shipped code. */
export class SimulatedDesk {
  readonly #ports: Ports;
  readonly #db: Db;
  /** Payload hash → how it was let out. */
  readonly approved = new Set<string>();
  #plans = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#db = ports.db;
  }

  async open(sellers: readonly { readonly id: string; readonly replayTtlSeconds: number | null }[]): Promise<void> {
    const createdAt = new Date(this.#ports.clock());
    await this.#db.organisation.create({ data: { id: organisationId, name: "Northwind", createdAt } });
    for (const { id, replayTtlSeconds } of sellers) {
      const capabilities = JSON.stringify({ replayTtlSeconds });
      const place = { url: `https://${id}.example/mcp`, protocol: "mcp", capabilities };
      await this.#db.salesAgent.create({ data: { id, organisationId, name: id, ...place, createdAt } });
      const account = { sellerAccountId: "main", name: "Main", status: "active", seenAt: createdAt };
      await this.#db.account.create({ data: { id: `account-${id}`, organisationId, salesAgentId: id, ...account } });
    }
  }

  /** Plans one buy and sends it for approval. `like`: the same products, budgets and dates as every other such plan. */
  async plan(salesAgentId: string, like: boolean): Promise<string> {
    const { newId } = this.#ports;
    const at = this.#ports.clock();
    const campaignId = newId();
    this.#plans += 1;
    const budget = like ? 5_000_000_000n : 5_000_000_000n + BigInt(this.#plans) * 1_000_000n;
    const lines = ["news", "sport"].slice(0, like ? 1 : 2);
    const drawn = intentFor(
      campaignId,
      lines.map((productId) => ({ productId, pricingOptionId: "cpm", budgetMicros: budget })),
      "2026-11-20T00:00:00.000Z",
    );
    const packages = drawn.packages.map((pack) => ({ ...pack, packageId: newId() }));
    const intent: CreateMediaBuyIntent = { ...drawn, packages };
    const [mediaBuyId, changeSetId] = [newId(), newId()];
    await this.#ports.inTransaction(async (tx) => {
      await this.#rows(tx, mediaBuyId, salesAgentId, intent);
      const request = { tool: "create_media_buy", body: writeStored(intent) };
      const change = { patch: intent, base: {}, inverse: null, request, baseRevision: null };
      const totalMicros = packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
      const staged = { id: changeSetId, kind: "create", state: "in_review" } as const;
      const of = { id: mediaBuyId, campaignId, salesAgentId };
      await this.#stage(tx, staged, of, { ...change, deltaMicros: totalMicros });
      await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
    });
    return changeSetId;
  }

  async #rows(tx: Tx, mediaBuyId: string, salesAgentId: string, intent: CreateMediaBuyIntent): Promise<void> {
    const at = this.#ports.clock();
    const made = { createdAt: new Date(at), updatedAt: new Date(at) };
    const { campaignId } = intent;
    const words = { name: "Spring", buyerRef: intent.buyerRef, timeZone: "UTC", currency: "USD", state: "in_review" };
    await tx.campaign.create({ data: { id: campaignId, organisationId, ...words, createdById: "author", ...made } });
    const place = { organisationId, campaignId, salesAgentId, accountId: `account-${salesAgentId}`, currency: "USD" };
    const { poNumber, endAt } = intent;
    const totalMicros = intent.packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
    const startAt = intent.startAt === "asap" ? at : intent.startAt;
    const rest = { name: "Spring", poNumber, startAt, endAt, totalMicros, sandbox: true, at };
    await insertMediaBuy(tx, { id: mediaBuyId, ...place, ...rest });
    for (const [position, pack] of intent.packages.entries()) {
      const { packageId, productId, pricingOptionId, budgetMicros } = pack;
      const product = { name: productId, deliveryType: "guaranteed", product: "{}", seenAt: new Date(at) };
      const id = this.#ports.newId();
      await tx.productSnapshot.create({ data: { id, organisationId, salesAgentId, productId, ...product } });
      const columns = { productSnapshotId: id, name: productId, productId, pricingOptionId, budgetMicros };
      await tx.package.create({ data: { id: packageId, ...place, mediaBuyId, position, ...columns, ...made } });
    }
  }

  async #stage(
    tx: Tx,
    staged: { readonly id: string; readonly kind: "create" | "edit"; readonly state: "in_review" | "approved" },
    of: { readonly id: string; readonly campaignId: string; readonly salesAgentId: string },
    change: Pick<NewChange, "patch" | "base" | "inverse" | "request" | "baseRevision" | "deltaMicros">,
  ): Promise<string> {
    const at = this.#ports.clock();
    const changeId = this.#ports.newId();
    const { id: mediaBuyId, campaignId, salesAgentId } = of;
    const set = { ...staged, organisationId, campaignId, title: staged.kind, reason: "", authorId: "author", at };
    const place = { mediaBuyId, salesAgentId, accountId: `account-${salesAgentId}`, currency: "USD" };
    await insertChangeSet(tx, set, [{ id: changeId, ...place, ...change }]);
    return changeId;
  }

  /** Signs what is shown; a set that may not be signed any more is rejected. */
  async approve(changeSetId: string): Promise<void> {
    const set = await getChangeSetForDecision(this.#db, organisationId, changeSetId);
    if (set.state !== "in_review") return;
    try {
      const payloadHash = signatureHashOf(set.changes);
      await approveChangeSet(this.#ports, approver, { changeSetId, payloadHash, reason: "" });
      for (const change of set.changes) this.approved.add(change.payloadHash);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await rejectChangeSet(this.#ports, approver, { changeSetId, reason: "It has moved meanwhile" });
    }
  }

  /** An edit of a buy that the seller knows; straight out, or to an approver first. null: there is nothing to edit. */
  async edit(mediaBuyId: string, kind: EditKind, step: bigint, review: boolean): Promise<string | null> {
    const changeSetId = this.#ports.newId();
    return this.#ports.inTransaction(async (tx) => {
      const buy = await getBoughtMediaBuy(tx, organisationId, mediaBuyId);
      const [first] = await boughtPackages(tx, organisationId, mediaBuyId);
      if (!first?.sellerPackageId || buy.endAt === null || isSo(kind, buy.paused)) return null;
      const { patch, wire } = editOf(kind, first, buy.endAt, step);
      const base = {
        paused: buy.paused,
        startAt: buy.startAt ?? "",
        endAt: buy.endAt,
        packages: { [first.id]: { budgetMicros: first.budgetMicros } },
      };
      const revision = kind === "pause" || kind === "cancel" ? null : buy.sellerRevision;
      const basedOn = { [`${first.sellerPackageId}.budgetMicros`]: String(first.budgetMicros) };
      const body = { mediaBuyId: buy.sellerMediaBuyId, revision, packages: [], ...wire, basedOn, nonce: changeSetId };
      const request = { tool: "update_media_buy", body: writeStored(body) };
      const change = { patch, base, inverse: null, request, baseRevision: buy.sellerRevision, deltaMicros: 0n };
      const staged = { id: changeSetId, kind: "edit", state: review ? "in_review" : "approved" } as const;
      const changeId = await this.#stage(tx, staged, buy, change);
      if (!review) {
        await releaseChange(tx, this.#ports, changeId);
        this.approved.add((await tx.change.findUniqueOrThrow({ where: { id: changeId } })).payloadHash);
      }
      return changeSetId;
    });
  }
}

function isSo(kind: EditKind, paused: boolean): boolean {
  return kind === "pause" ? paused : kind === "resume" && !paused;
}

/** The patch as the engine reads it, and what of it goes on the wire of a simulated seller. */
function editOf(kind: EditKind, pack: BoughtPackage, endAt: Instant, step: bigint): { patch: unknown; wire: object } {
  const budgetMicros = pack.budgetMicros + step * 1_000_000n;
  const flat = {
    pause: { paused: true },
    resume: { paused: false },
    endAt: { endAt: addMillis(endAt, Number(step) * dayMs) },
    cancel: { canceled: { reason: "over" } },
  };
  if (kind !== "budget") return { patch: flat[kind], wire: flat[kind] };
  return {
    patch: { packages: { [pack.id]: { budgetMicros } } },
    wire: { packages: [{ packageId: pack.sellerPackageId, budgetMicros }] },
  };
}
