import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";

test("a press in the list says sending at once and is done only when the seller shows it", async ({
  page,
  signIn,
  given,
}) => {
  await given.boughtCampaign();
  await signIn("manager");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/trpc/steering.pause*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/media-buys");
  const row = page.getByRole("row").filter({ hasText: "Tagblatt Media" });
  await expect(row.getByRole("button", { name: /^Pause/ })).toBeVisible();
  expect(await shownAFrameAfterPressing(row, "Pause")).toContain("Sending: Pausing");
  await expect(row).not.toContainText("Paused");
  release();
  await expect(row.getByRole("button", { name: /^Resume/ })).toBeVisible();
  await expect(row.getByText("Paused", { exact: true })).toBeVisible();
  await expect(row).not.toContainText("Sending");

  // Several at once: the one that is paused already says so, the others go on.
  await page.getByRole("checkbox", { name: /^Choose all/ }).check();
  await page.getByRole("button", { name: "Pause 3 media buys" }).click();
  await expect(row).toContainText("It is paused already");
  const others = page.getByRole("row").filter({ hasText: /Northlight|Bazaar/ });
  await expect(others.getByRole("button", { name: /^Resume/ })).toHaveCount(2);
});

test("what could not be sent says so in its row and keeps what was typed", async ({ page, signIn, given }) => {
  await given.boughtCampaign();
  await signIn("manager");
  await page.goto("/media-buys");
  const row = page.getByRole("row").filter({ hasText: "Tagblatt Media" });
  await page.route("**/api/trpc/steering.pause*", (route) => route.abort());
  await row.getByRole("button", { name: /^Pause/ }).click();
  await expect(row).toContainText("Pausing did not take");

  await page.route("**/api/trpc/changeSets.stageEdit*", (route) => route.abort());
  await row.getByRole("button", { name: /^Budget of/ }).click();
  const budget = row.getByRole("textbox", { name: /^New budget of/ });
  await budget.fill("31000");
  await budget.press("Enter");
  await expect(row.getByRole("alert")).toContainText("Not sent");
  await expect(budget).toHaveValue("31000");
  await page.unrouteAll();
  await budget.press("Enter");
  await expect(row).toContainText("Sending: Budget 31000");
  await expect(row.getByRole("button", { name: /31000/ })).toBeVisible();
  await row.getByRole("button", { name: /^Look at/ }).click();
  await expect(page.getByRole("dialog").getByText("1 package")).toBeVisible();
});

/** The row's words one frame after the press: before any answer could have come. */
function shownAFrameAfterPressing(row: Locator, word: string): Promise<string> {
  return row.evaluate(async (line, label) => {
    const button = [...line.querySelectorAll("button")].find((one) => one.textContent?.startsWith(label));
    button?.click();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return line.textContent ?? "";
  }, word);
}
