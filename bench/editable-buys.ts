import { productOf } from "../prisma/scale-sellers";
import { composition } from "../server/composition";
import { encodeProduct } from "../server/domain/media-buy/product-codec";
import type { World } from "./world";

/** Media buys, from the top of the list: more than are ever edited in a run. */
const count = 1_000;

/** Gives the newest media buys a package each: a budget can then be edited as it is for real, up to the change that waits to be sent. */
export async function makeEditable({ env, organisationId }: World): Promise<void> {
  const { db, ports } = composition(env);
  const buys = await db.mediaBuy.findMany({ where: { organisationId }, orderBy: { updatedAt: "desc" }, take: count });
  const [first] = buys;
  if (!first) throw new Error("There are no media buys");
  const { salesAgentId, updatedAt: seenAt } = first;
  const product = productOf("bench", "Display");
  const { productId, name, deliveryType } = product;
  const productSnapshotId = ports.newId();
  const told = { organisationId, salesAgentId, productId, name, deliveryType, product: encodeProduct(product), seenAt };
  await db.productSnapshot.create({ data: { id: productSnapshotId, ...told } });
  await db.package.createMany({
    data: buys.map((buy, position) => ({
      ...{ id: ports.newId(), organisationId, campaignId: buy.campaignId, productSnapshotId, salesAgentId },
      ...{ accountId: buy.accountId, mediaBuyId: buy.id, sellerPackageId: "pkg-1", position, name, productId },
      ...{ pricingOptionId: "cpm-usd", currency: buy.currency, budgetMicros: buy.totalMicros },
      ...{ createdAt: buy.createdAt, updatedAt: buy.updatedAt },
    })),
  });
  await db.$disconnect();
}
