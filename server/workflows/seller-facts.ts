import type { Db, Tx } from "../db/client";
import type { EditableMediaBuy, PackageOffer } from "../domain/approval/editable-buy";
import { dialectOf, type SellerOffer, whyNotOffered } from "../domain/capabilities/allowed";
import { decodeCapabilities } from "../domain/capabilities/stored";
import type { Product } from "../domain/media-buy/product";
import { decodeProduct } from "../domain/media-buy/product-codec";
import { goalSupport } from "../domain/optimization/goal-support";
import { targetingOffer } from "../domain/targeting/targeting-limits";
import type { WholeMediaBuy } from "../repositories/media-buy-reads";

/** What an edit has to know of a seller beside the buy: what it can be asked for, and whether its webhooks reach us. */
export type SellerFacts = SellerOffer & { readonly webhooks: boolean };
export const unknownSeller: SellerFacts = {
  name: "The seller",
  capabilities: null,
  dialect: dialectOf("mcp", "3.0"),
  webhooks: false,
};

/** By sales agent id; one statement for all of them. */
export async function sellerFacts(
  db: Db | Tx,
  organisationId: string,
  salesAgentIds: readonly string[],
): Promise<ReadonlyMap<string, SellerFacts>> {
  if (salesAgentIds.length === 0) return new Map();
  const rows = await db.salesAgent.findMany({
    where: { organisationId, id: { in: [...salesAgentIds] } },
    select: { id: true, name: true, protocol: true, adcpVersion: true, capabilities: true, webhookMode: true },
  });
  return new Map(
    rows.map(({ id, name, protocol, adcpVersion, capabilities, webhookMode }) => [
      id,
      {
        name,
        capabilities: decodeCapabilities(capabilities),
        dialect: dialectOf(protocol, adcpVersion),
        webhooks: webhookMode !== "off",
      },
    ]),
  );
}

/** Products of the buy's own seller, by snapshot id; another seller's or organisation's is not there. */
export async function offersAt(
  db: Db | Tx,
  { organisationId, salesAgentId }: Pick<WholeMediaBuy, "organisationId" | "salesAgentId">,
  productSnapshotIds: readonly string[],
  agent: SellerFacts,
): Promise<ReadonlyMap<string, PackageOffer>> {
  if (productSnapshotIds.length === 0) return new Map();
  const rows = await db.productSnapshot.findMany({
    where: { organisationId, salesAgentId, id: { in: [...productSnapshotIds] } },
    select: { id: true, product: true },
  });
  return new Map(
    rows.map(({ id, product: text }) => {
      const product = decodeProduct(text);
      return [id, { product, ...wishLimits(product, agent) }];
    }),
  );
}

/** What of goals and targeting this product of this seller takes. */
export function wishLimits(product: Product, agent: SellerOffer) {
  const { limits, offered } = targetingOffer(agent, product.propertyTargetingAllowed);
  const goals = goalSupport(product.raw, agent.capabilities?.raw ?? null);
  return { goals, targetingLimits: limits, offeredValues: offered };
}

/** Reports have to suit every product of the buy (requirements S4:18–25). */
export function reportingOf(row: WholeMediaBuy, agent: SellerFacts): NonNullable<EditableMediaBuy["reporting"]> {
  const products = row.packages
    .filter((one) => one.canceledAt === null)
    .map((one) => decodeProduct(one.productSnapshot.product));
  const able = products.length > 0 && products.every((product) => reportingWords(product).supports_webhooks !== false);
  const off = agent.webhooks ? null : "Webhooks are off for this agent, so nothing could receive the reports";
  const unable = able ? null : "Not every product of this media buy can push reports";
  return {
    whyNot: whyNotOffered("reportingWebhook", agent) ?? off ?? unable,
    frequencies: common(products.map((product) => product.reportingFrequencies)),
    metrics: common(products.map((product) => textsOf(reportingWords(product).available_metrics))),
  };
}

function reportingWords({ raw }: Product): Readonly<Record<string, unknown>> {
  const words = raw.reporting_capabilities;
  return typeof words === "object" && words !== null ? { ...words } : {};
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function common(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = lists;
  return first.filter((one) => rest.every((list) => list.includes(one)));
}
