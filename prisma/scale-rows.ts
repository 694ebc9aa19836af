import { createHash } from "node:crypto";
import type { BulkRow, BulkTable } from "../server/db/bulk-writer";
import { canonicalJson } from "../server/domain/canonical-json";
import { hashAuditRow } from "../server/repositories/audit";
import { addPast, type ScaleBuy, scaleBuy } from "./scale-buy";
import { type ScalePlan, scaleCurrencies } from "./scale-sellers";
import { pick, seededRandom, words } from "./scale-words";

/** How many media buys go into one transaction, and into one campaign. */
export const scaleChunk = 2_000;
const campaignEach = 100;
const day = 86_400_000;
/** Every so many media buys that a seller has, one was edited. */
const editEach = 8;

/** Where the organisation's chain of audit rows ends. */
type ScaleHead = { readonly auditSeq: number; readonly auditHead: string };

/** The rows of `count` media buys from number `from` on, the same each time but for their ids, and the head that the chain has after them. */
export function scaleRows(
  plan: ScalePlan,
  head: ScaleHead,
  from: number,
  count: number,
): { readonly tables: readonly BulkTable[]; readonly head: ScaleHead } {
  const campaigns: BulkRow[] = [];
  const buys: ScaleBuy[] = [];
  for (let index = from; index < from + count; index += 1) {
    if (index % campaignEach === 0 || campaigns.length === 0) campaigns.push(campaignRow(plan, index));
    const campaign = campaigns.at(-1);
    if (!campaign) throw new Error("a media buy without a campaign");
    buys.push(scaleBuy(plan, campaign, index));
  }
  const edits = buys.flatMap((buy, index) =>
    buy.row.sellerMediaBuyId !== null && (from + index) % editEach === 0 ? [editOf(plan, buy, from + index)] : [],
  );
  const told = [...campaigns.map((campaign) => campaignMade(campaign)), ...edits.map(({ told: one }) => one)];
  const chain = chained(plan, head, told);
  const tables: readonly BulkTable[] = [
    ["Campaign", campaigns],
    ["MediaBuy", buys.map(({ row }) => row)],
    ["Package", buys.flatMap(({ packages }) => packages)],
    ["DeliveryRow", buys.flatMap((buy) => addPast(plan, buy))],
    ["Job", buys.flatMap(({ row, live }) => (live ? [watchOf(plan, row)] : []))],
    ["ChangeSet", edits.map(({ set }) => set)],
    ["Change", edits.map(({ change }) => change)],
    ["SellerCall", edits.flatMap(({ calls }) => calls)],
    ["AuditRow", chain.rows],
  ];
  return { tables, head: chain.head };
}

function campaignRow({ organisationId, at, newId, author }: ScalePlan, index: number): BulkRow {
  const random = seededRandom(index + 7);
  const number = Math.floor(index / campaignEach) + 1;
  const start = at.getTime() - random.below(700) * day;
  return {
    id: newId(),
    organisationId,
    state: "applied",
    name: `${random.of(words.brands)} ${random.of(words.themes)} ${random.of(words.places)} ${number}`,
    buyerRef: `scale-${index}`,
    poNumber: number % 2 === 0 ? `PO-${400_000 + number}` : "",
    startAt: new Date(start),
    endAt: new Date(start + 120 * day),
    timeZone: random.of(["UTC", "Europe/Berlin", "America/New_York"]),
    // Half of them, and the others in turn.
    currency: number % 2 === 0 ? "USD" : pick(scaleCurrencies, number),
    createdById: author.id,
    createdAt: new Date(start - 10 * day),
    updatedAt: new Date(at.getTime() - random.below(300 * day)),
  };
}

/** Sellers that do not exist are asked again in a year: a worker on this database has nothing to do until then. */
function watchOf({ organisationId, at, newId }: ScalePlan, buy: ScaleBuy["row"]): BulkRow {
  const job = { kind: "refresh_media_buy", subjectId: buy.id, lane: `refresh:${buy.salesAgentId}:${buy.accountId}` };
  return { id: newId(), organisationId, ...job, dueAt: new Date(at.getTime() + 365 * day), createdAt: at };
}

type Told = Pick<BulkRow, "action" | "subjectType" | "subjectId" | "campaignId" | "mediaBuyId" | "summary">;

function campaignMade({ id = "", name }: BulkRow): Told {
  const subject = { subjectType: "campaign", subjectId: id, campaignId: id, mediaBuyId: null };
  return { action: "campaign.created", ...subject, summary: `Created ${name}` };
}

type Edit = {
  readonly set: BulkRow;
  readonly change: BulkRow;
  readonly calls: readonly BulkRow[];
  readonly told: Told;
};

/** A pause: most were carried out, some the seller refused, which is what an inbox is full of, some wait for a signature. */
function editOf({ organisationId, newId, author, at }: ScalePlan, { row: buy }: ScaleBuy, index: number): Edit {
  const nth = Math.floor(index / editEach);
  const outcome = nth % 400 === 399 ? "waits" : nth % 60 === 59 ? "refused" : "settled";
  const when = new Date(at.getTime() - seededRandom(index).below(200 * day) - day);
  const [setId, changeId] = [newId(), newId()];
  const request = canonicalJson({ media_buy_id: buy.sellerMediaBuyId, paused: true });
  const payloadHash = createHash("sha256").update(request).digest("hex");
  const refused =
    outcome === "refused"
      ? { errorCode: "INVALID_STATE", errorMessage: "It cannot be paused now" }
      : { errorCode: null, errorMessage: null };
  const settledAt = outcome === "waits" ? null : when;
  const place = { organisationId, mediaBuyId: buy.id, salesAgentId: buy.salesAgentId, accountId: buy.accountId };
  const setState = { settled: "applied", refused: "partly_applied", waits: "in_review" }[outcome];
  const title = `Pause ${buy.name}`;
  const set = {
    ...{
      id: setId,
      organisationId,
      campaignId: buy.campaignId,
      title,
      kind: "edit",
      state: setState,
      reason: "Too early",
    },
    ...{ authorId: author.id, createdAt: when, submittedAt: outcome === "waits" ? when : null, settledAt },
  };
  const change = {
    ...{
      ...place,
      id: changeId,
      changeSetId: setId,
      position: 0,
      kind: "update_media_buy",
      request,
      payloadHash,
      ...refused,
    },
    ...{ state: outcome === "waits" ? "in_review" : outcome, patch: '{"paused":true}', inverse: '{"paused":false}' },
    base: canonicalJson({
      paused: false,
      startAt: buy.startAt.toISOString(),
      endAt: buy.endAt.toISOString(),
      packages: {},
    }),
    ...{ currency: buy.currency, verdicts: outcome === "settled" ? "[]" : null, createdAt: when, settledAt },
  };
  const call = {
    ...{ ...place, id: newId(), changeId, tool: "update_media_buy", request, requestHash: payloadHash, ...refused },
    ...{
      idempotencyKeySealed: "",
      idempotencyKeyPrefix: changeId.slice(-8),
      attempts: 1,
      firstSentAt: when,
      lastSentAt: when,
    },
    ...{ state: outcome === "settled" ? "done" : "refused", createdAt: when, settledAt: when },
  };
  const subject = { subjectType: "change_set", subjectId: setId, campaignId: buy.campaignId, mediaBuyId: buy.id };
  const told = {
    action: outcome === "waits" ? "change_set.submitted" : "change_set.staged",
    ...subject,
    summary: title,
  };
  return { set, change, calls: outcome === "waits" ? [] : [call], told };
}

function chained({ organisationId, at, newId, author }: ScalePlan, head: ScaleHead, told: readonly Told[]) {
  let { auditSeq, auditHead } = head;
  const rows = told.map((one) => {
    auditSeq += 1;
    const texts = Object.fromEntries(
      Object.entries(one).map(([name, value]) => [name, value === null ? null : String(value)]),
    );
    const { action = "", subjectType = "", subjectId = "", summary = "", campaignId = null, mediaBuyId = null } = texts;
    const row = {
      ...{ id: newId(), organisationId, seq: auditSeq, at: new Date(at.getTime() - day + auditSeq) },
      ...{ actorId: author.id, actorName: author.name, action: action ?? "", subjectType: subjectType ?? "" },
      ...{ subjectId: subjectId ?? "", campaignId, mediaBuyId, summary: summary ?? "", before: null, after: null },
      ...{ requestId: null, previousHash: auditHead },
    };
    auditHead = hashAuditRow(row);
    return { ...row, hash: auditHead };
  });
  return { rows, head: { auditSeq, auditHead } };
}
