import { type Db, inWriteTransaction } from "../server/db/client";
import { insertRows } from "../server/db/insert-rows";

export type ScaleOf = {
  readonly organisationId: string;
  readonly newId: () => string;
  readonly salesAgents: number;
  readonly campaigns: number;
  readonly buys: number;
};

const chunk = 2_000;
const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);

/** How often a buy of a desk some years old has each status; of 100. */
const shares = [
  ...[["ACTIVE", 34] as const, ["COMPLETED", 38] as const, ["PAUSED", 6] as const, ["PENDING_START", 6] as const],
  ...[["CANCELED", 5] as const, ["PENDING_APPROVAL", 3] as const, ["PENDING_CREATIVES", 2] as const],
  ...[["ARCHIVED", 3] as const, ["REJECTED", 1] as const, ["FAILED", 1] as const, ["DRAFT", 1] as const],
];
const statuses = shares.flatMap(([status, share]) => Array.from({ length: share }, () => status));
const channels = ["CTV", "Display", "Audio", "Video", "DOOH", "Social", "Native"];
const brands = ["Alpenglow", "Northlight", "Harbour", "Juniper", "Meridian", "Saltmarsh", "Kestrel", "Lumen"];

/** Media buys of one organisation in `campaigns` campaigns at `salesAgents` sellers, the same each time but for their ids. */
export async function insertScaleRows(db: Db, of: ScaleOf): Promise<void> {
  const random = mulberry(of.buys);
  const ids = (count: number) => Array.from({ length: count }, of.newId);
  const [agentIds, campaignIds] = [ids(of.salesAgents), ids(of.campaigns)];
  const { organisationId } = of;
  const at = new Date(start);
  await inWriteTransaction(db, async (tx) => {
    const seller = { organisationId, protocol: "mcp", createdAt: at };
    const agents = agentIds.map((id, index) => ({ ...seller, id, name: `Seller ${index + 1}`, url: sellerUrl(index) }));
    await insertRows(tx, "SalesAgent", agents);
    const plan = {
      organisationId,
      timeZone: "UTC",
      currency: "USD",
      createdById: "scale",
      createdAt: at,
      updatedAt: at,
    };
    const campaigns = campaignIds.map((id, index) => {
      return {
        ...plan,
        id,
        name: `${pick(brands, index)} ${2024 + (index % 3)} ${index + 1}`,
        buyerRef: `scale-${index + 1}`,
      };
    });
    await insertRows(tx, "Campaign", campaigns);
  });
  for (let from = 0; from < of.buys; from += chunk) {
    const rows = Array.from({ length: Math.min(chunk, of.buys - from) }, (_, offset) => {
      const index = from + offset;
      const place = { campaignId: pick(campaignIds, index), salesAgentId: pick(agentIds, Math.floor(random() * 1e9)) };
      return { id: of.newId(), organisationId, ...place, ...mediaBuy(index, random) };
    });
    await inWriteTransaction(db, (tx) => insertRows(tx, "MediaBuy", rows));
  }
}

function mediaBuy(index: number, random: () => number) {
  const status = pick(statuses, Math.floor(random() * statuses.length));
  const startAt = start + Math.floor(random() * 700 - 350) * day;
  const totalMicros = BigInt(Math.floor(500 + random() ** 3 * 500_000)) * 1_000_000n;
  const updatedAt = new Date(start - Math.floor(random() * 700 * day));
  const bought = !["DRAFT", "FAILED", "REJECTED", "PENDING_APPROVAL"].includes(status);
  return {
    name: `${pick(brands, Math.floor(random() * 8))} ${pick(channels, index)} ${index + 1}`,
    poNumber: index % 3 === 0 ? `PO-${100_000 + index}` : "",
    status,
    sellerStatus: bought ? status.toLowerCase() : null,
    sellerMediaBuyId: bought ? `mb_${index + 1}` : null,
    currency: "USD",
    startAt: new Date(startAt),
    endAt: new Date(startAt + (7 + Math.floor(random() * 90)) * day),
    totalMicros,
    spendMicros: status === "COMPLETED" ? totalMicros : totalMicros / 3n,
    impressions: totalMicros / 12_000n,
    seenAt: bought ? updatedAt : null,
    seen: bought ? seenOf(index, status) : null,
    createdAt: new Date(startAt - 30 * day),
    updatedAt,
    archivedAt: status === "ARCHIVED" ? updatedAt : null,
  };
}

/** About as long as what a seller answers with. */
function seenOf(index: number, status: string): string {
  const packages = [1, 2].map((one) => ({
    packageId: `pkg_${index}_${one}`,
    productId: `product-${one}`,
    pacing: "even",
  }));
  return JSON.stringify({ mediaBuyId: `mb_${index + 1}`, status: status.toLowerCase(), packages, history: [] });
}

const sellerUrl = (index: number) => `https://seller-${index + 1}.example/mcp`;

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error("an empty list");
  return found;
}

/** Mulberry32: 0 ≤ x < 1, the same for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
