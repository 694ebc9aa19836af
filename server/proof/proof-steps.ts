import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import type { MediaBuyValues } from "../domain/change/patch";
import { decodeVerdicts } from "../domain/change/stored-json";
import { addMillis, systemClock } from "../domain/time";
import type { CreativeFormat, SyncReply } from "../sales-agents/creative-exchange";
import type { Read, WriteReply } from "../sales-agents/sales-agent";
import type { EngineDesk, Released } from "../seller-calls/engine-desk";

export const brandDomain = "acmeoutdoor.example";
const patience = { timeout: 150_000, interval: 100 };

/** Once it holds; steps of many sellers run side by side. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, patience);
}

export function value<T>(read: Read<T>): T {
  if (read.kind === "ok") return read.value;
  throw new Error(`${read.problem.code}: ${read.problem.message}`);
}

/** The first product, for sale in US dollars, and a line of a plan for it. */
export async function offerAt(desk: EngineDesk) {
  const query = { brief: "video", brandDomain, account: desk.account, currency: "USD", countries: [] };
  const { products } = value(await desk.seller.getProducts({ ...query, startDay: null, endDay: null }));
  const [product] = products;
  const option = product?.pricingOptions.find((one) => one.currency === "USD");
  if (!product || !option) throw new Error("The seller offers nothing in US dollars");
  const { productId } = product;
  const line = { productId, pricingOptionId: option.pricingOptionId, budgetMicros: 60_000_000_000n };
  return { product, line };
}

/** A create of one package, from tomorrow for thirty days. */
export async function create(desk: EngineDesk): Promise<Released> {
  const startAt = addMillis(systemClock(), 86_400_000).replace(/T.*/, "T00:00:00.000Z");
  const endAt = addMillis(startAt, 30 * 86_400_000);
  const { line } = await offerAt(desk);
  return desk.plan([line], { startAt, endAt, brandDomain });
}

/** Waits for the end of a change: what became of every field of it, as "verdict (evidence)". */
export async function outcome(desk: EngineDesk, released: Promise<Released>): Promise<Record<string, string>> {
  const { changeId } = await released;
  await eventually(async () => expect((await desk.change(changeId)).state).toBe("settled"));
  const verdicts = decodeVerdicts((await desk.change(changeId)).verdicts ?? "[]");
  return Object.fromEntries(verdicts.map((one) => [one.field.split(".").at(-1), `${one.kind} (${one.evidence})`]));
}

export function pause(desk: EngineDesk, { mediaBuyId }: Released): Promise<Released> {
  return desk.edit(mediaBuyId, (values) => ({ ...values, paused: true }));
}

export function raise(desk: EngineDesk, bought: Released): Promise<Released> {
  return editLine(desk, bought, { budgetMicros: 61_000_000_000n });
}

/** Assigns a creative that is in our library. */
export async function assign(desk: EngineDesk, bought: Released, creativeId: string): Promise<Released> {
  const at = new Date(systemClock());
  const { organisationId } = desk;
  const row = { id: randomUUID(), organisationId, name: "Hero", kind: "video", creativeId, createdById: "u" };
  await desk.ports.db.creative.create({ data: { ...row, createdAt: at, updatedAt: at } });
  return editLine(desk, bought, { creativeAssignments: [{ creativeId }] });
}

type Line = MediaBuyValues["packages"][string];

function editLine(desk: EngineDesk, { mediaBuyId, packageIds }: Released, change: Partial<Line>): Promise<Released> {
  const [id = ""] = packageIds;
  return desk.edit(mediaBuyId, (values) => {
    const line = values.packages[id];
    if (!line) throw new Error("The media buy has no package");
    return { ...values, packages: { ...values.packages, [id]: { ...line, ...change } } };
  });
}

/** Sends one video creative in the product's first format. */
export async function syncCreative(desk: EngineDesk, creativeId: string) {
  const { product } = await offerAt(desk);
  const [formatId] = product.formatIds;
  if (!formatId) throw new Error("The product names no format");
  const asset = { assetId: "video", assetType: "video", required: true };
  const size = { width: 1920, height: 1080, durationMs: 15_000 };
  const format: CreativeFormat = {
    formatId,
    name: "Video",
    description: null,
    kind: "video",
    ...size,
    assets: [asset],
  };
  const urls = { assetUrl: "https://cdn.example/hero.mp4", clickUrl: "https://acmeoutdoor.example/" };
  const upload = { creativeId, name: "Hero", format, kind: "video" as const, ...urls, ...size };
  return desk.seller.sendSyncCreatives(desk.seller.freezeSyncCreatives(desk.account, [upload]), randomUUID());
}

/** How a creative was answered, and what its review came to, waiting for its task where there is one. */
export async function reviewOf(desk: EngineDesk, reply: WriteReply<SyncReply>): Promise<string> {
  if (reply.kind === "accepted") return `accepted: ${reply.value.creatives[0]?.status}`;
  const taskId = reply.kind === "submitted" ? (reply.taskId ?? "") : "";
  const task = () => desk.seller.getTask(desk.account, taskId).then(value);
  await eventually(async () => expect((await task()).status).toBe("completed"));
  const { result } = (await task()).raw as { readonly result: { readonly creatives: readonly { status: string }[] } };
  return `${reply.kind}: ${result.creatives[0]?.status}`;
}

/** The webhooks of this seller that were proven and kept, and those that were refused. */
export async function webhooksOf({ ports: { db }, salesAgentId }: EngineDesk) {
  const taken = await db.webhookReceipt.findMany({ where: { salesAgentId } });
  const refused = await db.agentEvent.findMany({ where: { salesAgentId, kind: "webhook_refused" } });
  return { taken: taken.map((one) => `${one.taskType} ${one.status}`), refused: refused.map((one) => one.code) };
}
