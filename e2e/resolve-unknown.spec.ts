import { randomUUID } from "node:crypto";
import { callTool } from "../server/sandbox/wire-client";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";
import type { Given } from "./given";

const awkward = "Bazaar Exchange";
const poNumber = `${randomUUID()} [create:drop]`;

test("an order without an answer is unknown at once, looked for, and found in front of the user", async ({
  page,
  signIn,
  given,
}) => {
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber, total: 91_203 });
  await given.forgetsReplays(awkward);
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  await approve(given, changeSetId);
  const line = page.getByRole("region", { name: "At the sellers" }).getByRole("listitem").filter({ hasText: awkward });
  await expect(line.getByText("Unknown", { exact: true }).first()).toBeVisible();
  await expect(line.getByText(`Bought at ${awkward}, read back and verified`)).toBeVisible();
  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  expect(rows.filter((row) => row.salesAgent.name === awkward)).toHaveLength(1);
});

test("two media buys at the seller that fit are shown side by side, and an approver picks one", async ({
  page,
  signIn,
  given,
}) => {
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber, total: 91_506 });
  await given.forgetsReplays(awkward);
  const { changes } = await given.as("approver").changeSets.get({ changeSetId });
  const request = JSON.parse(changes.find((one) => one.salesAgent.name === awkward)?.request ?? "{}");
  // Somebody orders the very same there, outside the desk.
  const twin = { ...request, po_number: "PO by phone", idempotency_key: randomUUID() };
  const { media_buy_id: twinId } = await callTool(e2eEnvironment.SANDBOX_URL, "awkward", "create_media_buy", twin);
  await approve(given, changeSetId);

  await signIn("approver");
  await page.goto("/inbox");
  const entry = page.getByRole("main").getByRole("listitem").filter({ hasText: "Which one?" });
  const candidates = entry.getByRole("list", { name: "Media buys at the seller that may be this one" });
  await expect(candidates.getByText(String(twinId), { exact: true })).toBeVisible();
  await expect(candidates.getByRole("button", { name: /^It is / })).toHaveCount(2);
  // A late copy of the order may still arrive: nothing can be ordered a second time.
  await expect(entry.getByRole("list", { name: "What happens next" })).toContainText("No new request before");
  await expect(page.getByRole("button", { name: /Send/ })).toHaveCount(0);
  await candidates.getByRole("button", { name: `It is ${twinId}` }).click();
  await expect(page.getByText("Nothing waits on a person")).toBeVisible();
  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  const [bought] = rows.filter((row) => row.salesAgent.name === awkward);
  await page.goto(`/media-buys/${bought?.id}`);
  await expect(page.getByText(`Bought at ${awkward}, read back and verified`)).toBeVisible();
});

async function approve(given: Given, changeSetId: string): Promise<void> {
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
}
