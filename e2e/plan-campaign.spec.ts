import type { Page } from "@playwright/test";
import { addDays, dayIn, systemClock } from "../server/domain/time";
import { expect, test } from "./fixtures";

const today = dayIn(systemClock(), "Europe/Berlin");

test("a planner builds a campaign over three sellers and sends it for approval; a reload at each step loses nothing", async ({
  page,
  signIn,
  given,
}) => {
  await given.reachedAgents();
  await signIn("planner");

  await page.goto("/campaigns");
  await page.getByRole("button", { name: "New campaign" }).first().click();
  await expect(page.getByLabel("Name")).toBeVisible();
  await fillPlan(page);
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("Name")).toHaveValue("Alpenglow autumn");
  await expect(page.getByLabel("Brief")).toHaveValue(/Outdoor jackets/);
  await expect(page.getByLabel("Last day")).toHaveValue(addDays(today, 30));
  await expect(page.getByLabel("Total")).toHaveValue(/^60,?000/);

  await tab(page, "Products");
  await page.getByRole("button", { name: "Ask 3 sellers" }).click();
  await expect(page.getByText("3 of 3 answered")).toBeVisible();
  for (const seller of ["Tagblatt Media", "Northlight TV", "Bazaar Exchange"]) {
    await fixedPrice(page, seller).getByRole("checkbox").check();
  }
  await page.reload();
  await expect(page.getByText("3 of 3 answered")).toBeVisible();
  const tray = page.getByRole("region", { name: "Chosen products" });
  await expect(tray.getByText("3 chosen")).toBeVisible();
  await tray.getByRole("button", { name: "Add as 3 packages" }).click();

  const sheet = page.getByRole("region", { name: "Table: Packages" });
  await expect(sheet.getByLabel(/^Budget of/)).toHaveCount(3);
  const budgets = sheet.getByLabel(/^Budget of/);
  await budgets.nth(0).fill("50%");
  await budgets.nth(1).fill("15000");
  await budgets.nth(2).fill("14999.99");
  await budgets.nth(2).press("Enter");
  await expect(page.getByText(/0\.01/).first()).toBeVisible();
  await page.reload();
  await expect(budgets.nth(2)).toHaveValue(/14,?999\.99/);
  await page.getByRole("button", { name: "Split…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Split" }).click();
  await expect(budgets.nth(0)).toHaveValue(/20,?000/);
  await expect(page.getByRole("link", { name: "Review" }).last()).toBeVisible();

  await tab(page, "Review");
  await page.getByLabel("Reason, for the approver").fill("Autumn push before the season");
  await page.reload();
  await expect(page.getByLabel("Reason, for the approver")).toHaveValue("Autumn push before the season");
  await page.getByRole("button", { name: /^Send .* for approval/ }).click();
  await expect(page.getByText(/an approver decides/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/an approver decides/)).toBeVisible();
  const { rows } = await given.as("viewer").mediaBuys.list({});
  expect(rows).toHaveLength(3);
});

test("what is wrong is said at the field, and nothing typed is lost", async ({ page, signIn, given }) => {
  const { campaignId } = await given.as("planner").campaigns.create({ name: "First" });
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}`);
  await page.getByLabel("Total").fill("12.345");
  await expect(page.getByText("USD has at most 2 decimals")).toBeVisible();
  await page.getByLabel("First day").fill(addDays(today, 10));
  await page.getByLabel("Last day").fill(addDays(today, 5));
  await page.getByLabel("Name").click();
  await expect(page.getByText(/before|after/).first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Total")).toHaveValue("12.345");
  await expect(page.getByLabel("Last day")).toHaveValue(addDays(today, 5));

  const { campaignId: second } = await given.as("planner").campaigns.create({ name: "Second" });
  const first = await given.as("planner").campaigns.get({ campaignId });
  await page.goto(`/campaigns/${second}`);
  await page.getByLabel("Reference").fill(first.draft.buyerRef);
  await page.getByLabel("Name").click();
  await expect(page.getByText(/already/)).toBeVisible();
  await expect(page.getByLabel("Reference")).toHaveValue(first.draft.buyerRef);
});

async function fillPlan(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("Alpenglow autumn");
  await page.getByLabel("Brand").selectOption({ index: 1 });
  await page.getByLabel("Brief").fill("Outdoor jackets, display and video");
  await page.getByLabel("PO number").fill("PO-4711");
  await page.getByLabel("First day").fill(addDays(today, 1));
  await page.getByLabel("Last day").fill(addDays(today, 30));
  await page.getByLabel("Total").fill("60000");
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText(/Saved \d/)).toBeVisible();
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Campaign" }).getByRole("link", { name }).click();
}

/** The first product of the seller with a fixed price in the plan's currency. */
function fixedPrice(page: Page, seller: string) {
  return page
    .getByRole("row")
    .filter({ hasText: seller })
    .filter({ hasText: "guaranteed" })
    .filter({ hasText: "USD" })
    .first();
}
