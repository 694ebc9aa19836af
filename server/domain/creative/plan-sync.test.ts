import { expect, test } from "vitest";
import type { AcceptedFormat } from "./format-fit";
import { planSync, type SyncableCreative, type SyncTarget } from "./plan-sync";

const mpu: AcceptedFormat = {
  formatId: { agentUrl: "https://ads.example.com/mcp", id: "mpu" },
  name: "Medium rectangle",
  description: null,
  kind: "image",
  width: 300,
  height: 250,
  durationMs: null,
  assets: [{ assetId: "image", assetType: "image", required: true }],
};
const banner: SyncableCreative = {
  id: "banner",
  name: "Banner",
  kind: "image",
  width: 300,
  height: 250,
  durationMs: null,
  clickUrl: null,
  updatedAt: "2026-03-01T10:00:00.000Z",
  archivedAt: null,
};
const wide: SyncableCreative = { ...banner, id: "wide", name: "Wide", width: 728, height: 90 };
const target: SyncTarget = {
  salesAgentId: "agent",
  account: { id: "a", sellerAccountId: "acc" },
  tools: ["sync_creatives"],
  formats: [mpu],
  problem: null,
};
const unknown = () => ({ status: null, wanted: [] });

test("what fits goes, what does not is left out with its reason", () => {
  const plan = planSync([banner, wide], target, unknown);
  expect(plan.send).toEqual([{ creative: banner, format: mpu }]);
  expect(plan.leftOut).toEqual([{ creative: wide, reason: "Medium rectangle: needs 300×250, this is 728×90" }]);
});

test("what the seller has approved is not sent again, what it rejected is", () => {
  const at = (status: string) => () => ({ status: { status, syncedAt: "2026-03-01T11:00:00.000Z" }, wanted: [] });
  expect(planSync([banner], target, at("approved")).send).toHaveLength(0);
  expect(planSync([banner], target, at("rejected")).send).toHaveLength(1);
});

test.each([
  [{ tools: ["get_products"] }, "The seller takes no creatives this way"],
  [{ formats: null }, "The seller has not told us its formats yet"],
  [{ formats: null, problem: "It did not answer" }, "It did not answer"],
  [{ account: null }, "There is no open account at this seller"],
])("nothing goes to an agent with %j", (over, reason) => {
  const plan = planSync([banner], { ...target, ...over }, unknown);
  expect(plan).toEqual({ send: [], leftOut: [{ creative: banner, reason }] });
});

test("an archived creative stays", () => {
  const plan = planSync([{ ...banner, archivedAt: "2026-03-02T00:00:00.000Z" }], target, unknown);
  expect(plan.leftOut[0]?.reason).toBe("It is archived");
});
