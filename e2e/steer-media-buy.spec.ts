import { expect, test } from "./fixtures";
import { holdBack } from "./hold-back";

test("a manager pauses, resumes and raises a budget, and the page says verified", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  const packages = page.getByRole("table", { name: /^Packages/ });
  const letGo = await holdBack(page, "changeSets.stageEdit");
  await packages.getByRole("button", { name: /^Pause/ }).click();
  await expect(page.getByText("not verified yet")).toBeVisible();
  await expect(packages.getByRole("button", { name: /^Resume/ })).toHaveCount(0);
  letGo();
  await expect(packages.getByRole("button", { name: /^Resume/ })).toBeVisible();
  await expect(changes(page).getByText("Applied").first()).toBeVisible();
  await packages.getByRole("button", { name: /^Resume/ }).click();
  await expect(packages.getByRole("button", { name: /^Pause/ })).toBeVisible();

  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Budget").first().fill("31000");
  await expect(dialog.getByText("+1,000.00")).toBeVisible();
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog).toBeHidden();
  await expect(packages.getByText("31,000.00")).toBeVisible();
  const newest = changes(page).getByRole("listitem").first();
  await expect(newest.getByRole("list", { name: "Requested fields" }).getByText("Budget")).toBeVisible();
  await expect(newest.getByText("Applied").first()).toBeVisible();
});

test("a write the seller accepted but ignored is said so", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign({ poNumber: "PO-8 [update:ignore]" });
  const buy = buys.find((one) => one.salesAgent.name === "Bazaar Exchange");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  await page.getByRole("dialog").getByLabel("Budget").first().fill("30500");
  await page.getByRole("dialog").getByRole("button", { name: "Send the change" }).click();
  await expect(page.getByText(/accepted the change, but one field is not as asked/)).toBeVisible();
  await expect(changes(page).getByText("Ignored").first()).toBeVisible();
});

test("a large raise waits for an approver before anything is sent", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  await page.getByRole("dialog").getByLabel("Budget").first().fill("60000");
  await page.getByRole("dialog").getByLabel("Reason").fill("Doubling the reach");
  await page.getByRole("dialog").getByRole("button", { name: "Send the change" }).click();
  await expect(
    changes(page)
      .getByText(/approver/)
      .first(),
  ).toBeVisible();
  await signIn("approver");
  await page.goto("/approvals");
  await expect(page.getByText("Doubling the reach")).toBeVisible();
  await expect(page.getByText("+100 %")).toBeVisible();
});

function changes(page: import("@playwright/test").Page) {
  return page.getByRole("region", { name: "Changes" });
}
