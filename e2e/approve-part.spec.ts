import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const phone = { width: 390, height: 844 };
const million = 1_000_000n;
const inReview = (page: Page) => page.getByText("In review").first();

test("on a phone an approver signs two of three sellers and sends the third back", async ({ page, signIn, given }) => {
  const { changeSetId, campaignId } = await given.submittedCampaign();
  const cap = { campaignId: null, currency: "USD", limitMicros: 100_000n * million, revision: null };
  await given.as("admin").exposure.setCap(cap);
  await page.setViewportSize(phone);
  await signIn("approver");
  await page.goto(`/approvals/${changeSetId}`);
  await expect(page.getByText("within organisation cap")).toBeVisible();
  await expect(page.getByText("90,000.00 of 100,000.00 USD")).toBeVisible();
  await page.getByRole("checkbox", { name: /Bazaar Exchange/ }).uncheck();
  await page.getByRole("button", { name: "Approve 2 of 3: +60,000.00 USD" }).click();
  await expect(page.getByText("1 of 3 still to be decided")).toBeVisible();
  await expect(page.getByText(/Signed by/)).toHaveCount(2);
  await expect(inReview(page)).toBeVisible();

  await page.getByRole("checkbox", { name: /Bazaar Exchange/ }).check();
  await page.getByRole("button", { name: "Reject…" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("Not this seller yet");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText(/Rejected by/)).toBeVisible();
  await expect(page.getByText("Not this seller yet")).toBeVisible();
  await given.settled(changeSetId);
  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  expect(rows.map((row) => [row.salesAgent.name, row.status === "REJECTED"]).sort()).toEqual([
    ["Bazaar Exchange", true],
    ["Northlight TV", false],
    ["Tagblatt Media", false],
  ]);
});

test("what would pass a cap is not let through, and says by how much", async ({ page, signIn, given }) => {
  const { changeSetId } = await given.submittedCampaign();
  await signIn("admin");
  await page.goto("/settings");
  await page.getByRole("textbox", { name: "Cap in USD" }).fill("80000");
  await page.getByRole("button", { name: "Set cap" }).click();
  await expect(page.getByText("Set the USD cap of the organisation to USD 80,000.00")).toBeVisible();

  await signIn("approver");
  await page.goto(`/approvals/${changeSetId}`);
  await expect(page.getByText("over organisation cap")).toBeVisible();
  await page.getByRole("button", { name: /^Approve \+90,000/ }).click();
  await expect(page.getByText(/Over the organisation's cap: .*USD 10,000.00 more than USD 80,000.00/)).toBeVisible();
  expect((await given.as("viewer").changeSets.get({ changeSetId })).state).toBe("in_review");
});

test("five that wait for the same rule are signed with four presses", async ({ page, signIn, given }) => {
  for (const number of [1, 2, 3, 4, 5]) await given.submittedCampaign({ name: `Autumn ${number}` });
  await page.setViewportSize(phone);
  await signIn("approver");
  await page.goto("/approvals");
  await page.getByRole("checkbox", { name: "Choose Buy Autumn 3" }).check();
  await page.getByRole("button", { name: "All 5 of this rule" }).click();
  await expect(page.getByText("+450,000.00 USD")).toBeVisible();
  await page.getByRole("button", { name: "Approve 5" }).click();
  await expect(page.getByText("Nothing waits for approval")).toBeVisible();
  const { rows } = await given.as("viewer").changeSets.list({ state: "decided" });
  expect(rows).toHaveLength(5);
});
