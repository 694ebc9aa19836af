import { expect, test } from "./fixtures";
import { holdBack } from "./hold-back";

test("nobody approves what they submitted", async ({ page, signIn, given }) => {
  const { changeSetId } = await given.submittedCampaign({ by: "admin" });
  await signIn("admin");
  await page.goto(`/approvals/${changeSetId}`);
  await expect(page.getByText(/yourself/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
});

test("an approver signs and the three sellers end in their three ways", async ({ page, signIn, given }) => {
  // The careful seller holds the order for a person; the awkward one refuses; the prompt one confirms.
  const { changeSetId } = await given.submittedCampaign({
    poNumber: "PO-7 [hold] [create:refuse:POLICY_VIOLATION|Not this advertiser]",
  });
  await signIn("approver");
  await page.goto("/approvals");
  await page.getByRole("link", { name: /Autumn jackets/ }).click();
  await expect(page.getByText("+90,000.00 USD").first()).toBeVisible();
  await expect(page.getByText("Before the season")).toBeVisible();
  const letGo = await holdBack(page, "changeSets.approve");
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByText("Sending your decision")).toBeVisible();
  await expect(page.getByText("Approved", { exact: true })).toHaveCount(0);
  letGo();

  await expect(page.getByText(/Bought at Tagblatt Media, read back and verified/)).toBeVisible();
  await expect(page.getByRole("blockquote").filter({ hasText: "Not this advertiser" })).toBeVisible();
  await expect(page.getByText(/^Code POLICY_VIOLATION/)).toBeVisible();
  await expect(
    page
      .getByText(/Northlight TV/)
      .filter({ hasText: /wait|review/i })
      .first(),
  ).toBeVisible();
  const { changes } = await given.as("viewer").changeSets.get({ changeSetId });
  expect(changes.map((change) => `${change.salesAgent.name} ${change.state}`).sort()).toEqual([
    "Bazaar Exchange refused",
    "Northlight TV submitted",
    "Tagblatt Media settled",
  ]);
});

test("a rejection sends nothing and tells the planner why", async ({ page, signIn, given }) => {
  const { changeSetId, campaignId } = await given.submittedCampaign();
  await signIn("approver");
  await page.goto(`/approvals/${changeSetId}`);
  await page.getByRole("button", { name: /^Reject/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("dialog").getByText(/Say why/)).toBeVisible();
  await page.getByRole("dialog").getByRole("textbox").fill("Too much for one month");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText("Too much for one month")).toBeVisible();
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  await expect(page.getByText(/Too much for one month/)).toBeVisible();
  expect((await given.as("viewer").mediaBuys.list({ campaignId })).rows).toEqual([]);
});
