import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { callTool } from "../server/sandbox/wire-client";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

// A retry waits as long as the seller or the back-off says.
test.describe.configure({ timeout: 120_000 });

const awkward = "Bazaar Exchange";

for (const { marker, what } of [
  { marker: "[create:429:1]", what: "puts an order off" },
  { marker: "[create:error500]", what: "breaks down once" },
  { marker: "[create:drop]", what: "takes the order and cuts the line without an answer" },
]) {
  test(`a seller that ${what} ends with one verified buy, and nobody presses anything`, async ({
    page,
    signIn,
    given,
  }) => {
    const poNumber = `${randomUUID()} ${marker}`;
    const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber });
    await signIn("planner");
    await page.goto(`/campaigns/${campaignId}/review`);
    const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
    await given.as("approver").changeSets.approve({ changeSetId, payloadHash });

    await expect(line(page, awkward).getByText(`Bought at ${awkward}, read back and verified`)).toBeVisible({
      timeout: 30_000,
    });
    await expect(line(page, awkward).getByText(/sent 2 times/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Send again" })).toHaveCount(0);
    const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
    expect(rows.filter((row) => row.salesAgent.name === awkward)).toHaveLength(1);
    expect(await buysAtSeller(poNumber)).toHaveLength(1);
  });
}

test("one seller refuses: the others go live, and its row alone is sent again", async ({ page, signIn, given }) => {
  const poNumber = `${randomUUID()} [create:refuse_once:POLICY_VIOLATION|No outdoor brands in May]`;
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber });
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);

  const refused = line(page, awkward);
  await expect(refused.getByText("Refused", { exact: true })).toBeVisible();
  await expect(refused.getByRole("blockquote")).toHaveText("No outdoor brands in May");
  await expect(refused.getByText(/^Code POLICY_VIOLATION/)).toBeVisible();
  await expect(refused.getByText(/The seller's policy forbids this/)).toBeVisible();
  for (const seller of ["Tagblatt Media", "Northlight TV"]) {
    await expect(line(page, seller).getByText(`Bought at ${seller}, read back and verified`)).toBeVisible({
      timeout: 30_000,
    });
    await expect(line(page, seller).getByRole("button", { name: "Send again" })).toHaveCount(0);
  }
  await expect(page.getByText("3 sellers: 2 verified, 1 to look at")).toBeVisible();
  expect(await buysAtSeller(poNumber)).toHaveLength(0);

  await page.reload();
  await refused.getByRole("button", { name: "Send again" }).click();
  await expect(refused.getByText(`Bought at ${awkward}, read back and verified`)).toBeVisible();
  await expect(refused.getByRole("blockquote")).toHaveCount(0);
  await expect(page.getByText("3 sellers: 3 verified")).toBeVisible();
  expect(await buysAtSeller(poNumber)).toHaveLength(1);
});

test("a refusal that stays a refusal says so each time", async ({ page, signIn, given }) => {
  const poNumber = `${randomUUID()} [create:refuse:PRODUCT_UNAVAILABLE|Sold out until June]`;
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber });
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  const refused = line(page, awkward);
  await refused.getByRole("button", { name: "Send again" }).click();
  await expect(refused.getByText(/sent 2 times/)).toBeVisible();
  await expect(refused.getByText("Refused", { exact: true })).toBeVisible();
  await expect(refused.getByRole("blockquote")).toHaveText("Sold out until June");
  await expect(refused.getByText(/The product is sold out/)).toBeVisible();
  expect(await buysAtSeller(poNumber)).toHaveLength(0);
});

test("an edit the seller refuses is made anew, never sent again as it was", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign({ poNumber: `${randomUUID()} [update:refuse:BUDGET_EXCEEDED|No more room]` });
  const buy = buys.find((one) => one.salesAgent.name === awkward);
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  await page.getByRole("dialog").getByLabel("Budget").first().fill("30500");
  await page.getByRole("dialog").getByRole("button", { name: "Send the change" }).click();
  const newest = page.getByRole("region", { name: "Changes" }).getByRole("listitem").first();
  await expect(newest.getByRole("blockquote")).toHaveText("No more room");
  await expect(newest.getByText(/Reduce the budget/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send again" })).toHaveCount(0);
  await expect(page.getByRole("table", { name: /^Packages/ }).getByText("30,000.00")).toBeVisible();
});

/** One seller's part of the sent campaign. */
function line(page: Page, seller: string) {
  return page
    .getByRole("region", { name: "At the sellers" })
    .getByRole("listitem")
    .filter({ has: page.getByText(seller, { exact: true }) });
}

/** What the awkward seller itself has under this PO number, in any status. */
async function buysAtSeller(poNumber: string): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: unknown;
  do {
    const answer = await callTool(e2eEnvironment.SANDBOX_URL, "awkward", "get_media_buys", {
      status_filter: ["pending_creatives", "pending_start", "active", "paused", "completed", "rejected", "canceled"],
      pagination: { max_results: 100, ...(typeof cursor === "string" && { cursor }) },
    });
    const { media_buys: buys, pagination } = answer as {
      media_buys: { po_number?: string }[];
      pagination: { cursor?: string };
    };
    found.push(...buys.filter((buy) => buy.po_number === poNumber));
    cursor = pagination.cursor;
  } while (cursor !== undefined);
  return found;
}
