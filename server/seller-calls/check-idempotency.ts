import { startingBid } from "../domain/campaign/package-plan";
import { type IdempotencyCheck, judgeRepeat, type RepeatReply } from "../domain/capabilities/idempotency-check";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import type { PricingOption, Product } from "../domain/media-buy/product";
import { isAuction } from "../domain/media-buy/product";
import { addDays, addMillis, dayIn } from "../domain/time";
import type { Ports } from "../ports";
import type { AccountRecord } from "../repositories/accounts";
import { saveIdempotencyCheck } from "../repositories/agent-promises";
import type { AuditActor } from "../repositories/audit";
import { listBrands } from "../repositories/brands";
import { getSalesAgent, type SalesAgentRecord } from "../repositories/sales-agents";
import type { AccountRef, CreateReply, SalesAgent, WriteReply } from "../sales-agents/sales-agent";
import { accountRefOf, endpointOf } from "./endpoints";

const dayMs = 86_400_000;

/**
 * Sends one tiny create twice under one key on a sandbox account, compares what came back, cancels what was made and keeps the outcome
 * (requirements §4.3: a buyer tests the claim once). Never on an account that is real money; a failure on the way is an outcome too.
 */
export async function checkIdempotency(ports: Ports, by: AuditActor, salesAgentId: string): Promise<IdempotencyCheck> {
  const agent = await getSalesAgent(ports.db, by.organisationId, salesAgentId);
  const { outcome, detail } = await tried(ports, agent);
  const check: IdempotencyCheck = { outcome, at: ports.clock(), detail: detail.slice(0, 500) };
  await ports.inTransaction((tx) => saveIdempotencyCheck(tx, ports.newId(), by, agent, check));
  return check;
}

/** Why the claim cannot be tried, or null. */
export function whyNoCheck(agent: SalesAgentRecord): string | null {
  if (agent.capabilities === null) return `${agent.name} has not been asked yet what it can`;
  if (agent.capabilities.replayTtlSeconds === null) return `${agent.name} does not promise to recognise a repeat`;
  return sandboxAccount(agent) ? null : `${agent.name} has no active sandbox account to try it on`;
}

function sandboxAccount({ sandbox, accounts }: SalesAgentRecord): AccountRecord | null {
  const active = accounts.filter(({ status }) => status === "active");
  return active.find((account) => account.sandbox) ?? (sandbox ? (active[0] ?? null) : null);
}

type Outcome = Pick<IdempotencyCheck, "outcome" | "detail">;
const notChecked = (detail: string): Outcome => ({ outcome: "not_checked", detail });

async function tried(ports: Ports, record: SalesAgentRecord): Promise<Outcome> {
  const account = sandboxAccount(record);
  const why = whyNoCheck(record);
  if (why !== null || account === null) return notChecked(why ?? "There is no sandbox account");
  const brandDomain = account.brandDomain ?? (await listBrands(ports.db, record.organisationId))[0]?.domain ?? null;
  if (brandDomain === null) return notChecked("There is no brand to order for");
  const ref = accountRefOf(account);
  const agent = ports.salesAgents(await endpointOf(ports.db, ports, record.organisationId, record.id));
  const offer = await cheapestOffer(ports, agent, ref, brandDomain);
  if ("detail" in offer) return offer;
  const request = agent.freezeCreate(ref, intentOf(ports, brandDomain, offer));
  const key = ports.newIdempotencyKey();
  const first = await agent.sendCreate(request, key);
  const second = took(first) ? await agent.sendCreate(request, key) : first;
  const judged = judgeRepeat(repeatOf(first), repeatOf(second));
  const left = await cancelAll(ports, agent, ref, offer.option.currency, [first, second]);
  return { ...judged, detail: left === null ? judged.detail : `${judged.detail}. ${left}` };
}

function took(reply: WriteReply<CreateReply>): boolean {
  return reply.kind === "accepted" || reply.kind === "submitted";
}

function repeatOf(reply: WriteReply<CreateReply>): RepeatReply {
  switch (reply.kind) {
    case "accepted":
      return { kind: "made", id: reply.value.mediaBuyId, replayed: reply.replayed };
    case "submitted":
      return { kind: "made", id: reply.taskId, replayed: reply.replayed };
    case "refused":
      return { kind: "refused", code: reply.problem.code };
    case "unreachable":
    case "unknown":
      return { kind: "unclear", code: reply.problem.code };
    default:
      return { kind: "unclear", code: reply.kind };
  }
}

type Offer = { readonly product: Product; readonly option: PricingOption };

/** For the least money: a test order is to be as small as the seller allows. */
async function cheapestOffer(
  ports: Ports,
  agent: SalesAgent,
  account: AccountRef,
  brandDomain: string,
): Promise<Offer | Outcome> {
  const today = dayIn(ports.clock(), "UTC");
  const read = await agent.getProducts({
    brief: "The smallest display product there is, for a technical test that is canceled at once",
    brandDomain,
    account,
    startDay: addDays(today, 30),
    endDay: addDays(today, 31),
    currency: "USD",
    countries: [],
  });
  if (read.kind === "failed") return notChecked(`No product could be found to try it with (${read.problem.code})`);
  const offers = read.value.products.flatMap((product) =>
    product.pricingOptions.filter(hasPrice).map((option) => ({ product, option })),
  );
  const [cheapest] = offers.sort((a, b) => Number(leastOf(a.option) - leastOf(b.option)));
  return cheapest ?? notChecked("The seller offers no product to try it with");
}

const hasPrice = (option: PricingOption): boolean => !isAuction(option) || startingBid(option) !== null;
const leastOf = ({ minSpendPerPackageMicros }: PricingOption): bigint => minSpendPerPackageMicros ?? 100_000_000n;

function intentOf(ports: Ports, brandDomain: string, { product, option }: Offer): CreateMediaBuyIntent {
  const startAt = addMillis(ports.clock(), 30 * dayMs);
  return {
    buyerRef: `repeat-check-${ports.newId().slice(-8)}`,
    campaignId: ports.newId(),
    poNumber: "REPEAT-CHECK",
    brandDomain,
    startAt,
    endAt: addMillis(startAt, dayMs),
    currency: option.currency,
    packages: [
      {
        packageId: ports.newId(),
        productId: product.productId,
        pricingOptionId: option.pricingOptionId,
        formatIds: product.formatIds,
        budgetMicros: leastOf(option),
        bidMicros: startingBid(option),
        impressions: null,
        pacing: "even",
        startAt: null,
        endAt: null,
        paused: false,
        targetingOverlay: {},
        creativeAssignments: [],
        optimizationGoals: [],
      },
    ],
  };
}

/** null: nothing of it is left there; else what a person should know. */
async function cancelAll(
  ports: Ports,
  agent: SalesAgent,
  account: AccountRef,
  currency: string,
  replies: readonly WriteReply<CreateReply>[],
): Promise<string | null> {
  const made = new Map(
    replies.flatMap((reply) => (reply.kind === "accepted" ? [[reply.value.mediaBuyId, reply.value]] : [])),
  );
  const left: string[] = [];
  for (const [mediaBuyId, { revision }] of made) {
    const cancellation = { reason: "A technical test of repeated requests" };
    const intent = { mediaBuyId, revision, currency, cancellation, packages: [] };
    const reply = await agent.sendUpdate(agent.freezeUpdate(account, intent), ports.newIdempotencyKey());
    if (reply.kind !== "accepted") left.push(mediaBuyId);
  }
  if (left.length > 0) return `Still there on the sandbox account: ${left.join(", ")}`;
  return replies.some(({ kind }) => kind === "submitted") ? "The test order waits for the seller's review there" : null;
}
