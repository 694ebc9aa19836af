import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import { holdBack } from "./hold-back";

test("budget moves from one seller to another, and one undo brings both back", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign();
  const from = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/campaigns/${from?.campaign.id}/media-buys`);
  await page.getByRole("button", { name: "Move budget…" }).click();
  const move = page.getByRole("dialog", { name: "Move budget" });
  await choose(move.getByLabel("From"), "Tagblatt Media");
  await choose(move.getByLabel("To"), "Bazaar Exchange");
  await move.getByLabel("Amount").fill("40000");
  await expect(move.getByText(/^At most .* can be taken off/)).toBeVisible();
  await move.getByLabel("Amount").fill("2000");
  await expect(move.getByText(/^[−-]2,000\.00/)).toBeVisible();
  await expect(move.getByText(/^\+2,000\.00/)).toBeVisible();
  const letGo = await holdBack(page, "steering.stage");
  await move.getByRole("button", { name: "Move it" }).click();
  const results = page.getByRole("region", { name: "Changes over several media buys" });
  await expect(results.getByText("Sending", { exact: true })).toBeVisible();
  await expect(results.getByText(/^Applied/)).toHaveCount(0);
  letGo();
  const table = page.getByRole("table", { name: /^Media buys/ });
  await expect(table.getByText("28,000.00")).toBeVisible();
  await expect(table.getByText("32,000.00")).toBeVisible();
  await expect(results.getByText("Applied, read back and verified")).toHaveCount(2);

  await page
    .getByRole("complementary", { name: "Notices at the corner" })
    .getByRole("button", { name: "Undo" })
    .click();
  const undo = page.getByRole("dialog", { name: /^Undo “Move budget/ });
  await expect(undo.getByText("Returns")).toHaveCount(2);
  await undo.getByRole("button", { name: "Undo at 2 sellers" }).click();
  await expect(undo).toBeHidden();
  await expect(table.getByText("30,000.00")).toHaveCount(3);
  await page.goto(`/media-buys/${from?.id}`);
  await expect(page.getByText("Undone", { exact: true })).toBeVisible();
});

test("a whole campaign says which media buys cannot be paused, and why", async ({ page, signIn, given }) => {
  const [buy] = await given.boughtCampaign();
  await signIn("manager");
  await page.goto(`/campaigns/${buy?.campaign.id}/media-buys`);
  await page.getByRole("button", { name: "Pause all…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause the campaign?" });
  await expect(dialog.getByText("No media buy can be paused now.")).toBeVisible();
  await expect(dialog.getByText(/does not allow it to be paused while it is pending creatives/)).toHaveCount(3);
});

async function choose(select: Locator, seller: string): Promise<void> {
  const value = await select.locator(`optgroup[label="${seller}"] option`).first().getAttribute("value");
  await select.selectOption(value);
}
