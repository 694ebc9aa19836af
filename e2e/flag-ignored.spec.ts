import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const awkward = "Bazaar Exchange";

test("a write that a seller took and ignored is flagged, and settled by accepting what the seller shows", async ({
  page,
  signIn,
  given,
}) => {
  const buys = await given.boughtCampaign({ poNumber: "PO-12 [update:ignore]" });
  const buy = buys.find((one) => one.salesAgent.name === awkward);
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  await page.getByRole("dialog").getByLabel("Budget").first().fill("30500");
  await page.getByRole("dialog").getByRole("button", { name: "Send the change" }).click();
  await expect(page.getByText(`${awkward} accepted the change, but one field is not as asked.`)).toBeVisible();

  await page.getByRole("link", { name: /^Inbox/ }).click();
  const entry = entries(page).filter({ hasText: buy?.name ?? "" });
  await expect(entry.getByText(`${awkward} accepted the change, but one field is as before`)).toBeVisible();
  await expect(entry.getByRole("list", { name: "Not as asked" })).toContainText("30,500.00");
  await expect(entry.getByRole("list", { name: "Not as asked" })).toContainText("30,000.00");

  await entry.getByRole("button", { name: "Ask the seller…" }).click();
  const letter = page.getByRole("dialog", { name: `Ask ${awkward}` });
  await expect(letter.getByLabel("Text")).toHaveValue(/asked for: USD 30,500\.00\n {2}you show: USD 30,000\.00/);
  await letter.getByRole("button", { name: "Record as asked" }).click();
  await expect(page.getByText("Nothing waits on a person")).toBeVisible();
  await page.getByText("Seller asked", { exact: true }).click();

  await entry.getByRole("button", { name: "Accept the seller’s value…" }).click();
  const dialog = page.getByRole("dialog", { name: `Accept what ${awkward} shows?` });
  await dialog.getByLabel("Note, for the record").fill("Budget stays");
  await dialog.getByRole("button", { name: "Accept the seller’s value" }).click();
  await expect(page.getByText("No seller was asked anything")).toBeVisible();
  await page.goto(`/media-buys/${buy?.id}`);
  await expect(page.getByText("Marc Manager accepted what the seller shows")).toBeVisible();
  await expect(page.getByText(/accepted the change, but one field/)).toHaveCount(0);
});

function entries(page: Page) {
  return page.getByRole("main").getByRole("listitem");
}
