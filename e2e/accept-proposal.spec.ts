import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { addDays, dayIn } from "../server/domain/time";
import { callTool } from "../server/sandbox/wire-client";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

const today = dayIn(new Date().toISOString(), "Europe/Berlin");

test("a seller's proposal is refined, made firm, signed and bought as it stands", async ({
  page,
  signIn,
  given,
  organisation,
}) => {
  await given.reachedAgents();
  const planner = given.as("planner");
  const [brand] = await planner.campaigns.brands();
  const { campaignId } = await planner.campaigns.create({ name: "Snow season" });
  const patch = {
    brandId: brand?.id ?? null,
    // Its own words: the sandbox's sellers know one proposal for one brief of an account.
    brief: `Outdoor jackets, streaming video and display ${randomUUID()}`,
    startDay: addDays(today, 1),
    endDay: addDays(today, 30),
    totalMicros: 60_000_000_000n,
    currency: "USD",
    poNumber: "PO-4711",
  };
  await planner.campaigns.saveDraft({ campaignId, revision: 1, patch });

  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/products`);
  await page.getByRole("button", { name: "Ask 3 sellers" }).click();
  const card = page.getByRole("region", { name: "Balanced reach" });
  await expect(card.getByText("Indicative prices")).toBeVisible();
  await expect(card.getByRole("cell", { name: "30,000.00 USD" })).toBeVisible();
  await card.getByLabel("Ask for a change to Balanced reach").fill("without display");
  await card.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByRole("region", { name: "What you asked to change" }).getByText("Done")).toBeVisible();
  await expect(card.getByRole("rowheader")).toHaveCount(2);

  await card.getByRole("button", { name: "Take this proposal" }).click();
  await expect(card.getByText("Taken as 2 packages.")).toBeVisible();
  await page.goto(`/campaigns/${campaignId}/review`);
  await expect(page.getByText(/are indicative: ask the seller for firm terms first/).first()).toBeVisible();
  await page.getByRole("link", { name: "Open the proposal" }).first().click();
  await card.getByRole("button", { name: "Ask for firm terms" }).click();
  await expect(card.getByText("Firm, to be signed")).toBeVisible();
  await expect(card.getByText("An approver has to sign the insertion order.")).toBeVisible();

  await signIn("approver");
  await page.reload();
  await sign(page, organisation.users.approver.name);
  await expect(card.getByText("Firm and signed")).toBeVisible();

  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  await expect(page.getByText("Bought as “Balanced reach”, as the seller made it")).toBeVisible();
  await page.getByLabel("Reason, for the approver").fill("The season starts");
  await page.getByRole("button", { name: /^Send .* for approval/ }).click();
  await expect(page.getByText(/Nothing has been sent to a seller/)).toBeVisible();
  const { changeSet } = await given.as("viewer").changeSets.review({ campaignId });
  const changeSetId = changeSet?.id ?? "";
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
  await expect(page.getByText(/Bought at Northlight TV, read back and verified/).first()).toBeVisible();
  const [row] = (await given.as("manager").mediaBuys.list({ campaignId })).rows;
  const { sellerMediaBuyId } = await given.as("manager").mediaBuys.get({ mediaBuyId: row?.id ?? "" });
  expect(await boughtBy(sellerMediaBuyId)).toMatch(/^prop_/);
});

async function sign(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Read and sign…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("net_30")).toBeVisible();
  await dialog.getByLabel("Type your name to sign").fill(name);
  await dialog.getByRole("button", { name: "Sign" }).click();
  await expect(dialog).toBeHidden();
}

/** The proposal that the seller itself says the media buy came from. */
async function boughtBy(mediaBuyId: string | null): Promise<unknown> {
  const args = { account: { account_id: "acc_careful_main" }, media_buy_ids: [mediaBuyId] };
  const answer = await callTool(e2eEnvironment.SANDBOX_URL, "careful", "get_media_buys", args);
  const [buy] = answer.media_buys as { proposal_id?: string }[];
  return buy?.proposal_id;
}
