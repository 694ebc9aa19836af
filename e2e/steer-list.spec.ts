import type { Locator, Page, Route } from "@playwright/test";
import { expect, test } from "./fixtures";

test("a press in the list says sending at once and is done only when the seller shows it", async ({
  page,
  signIn,
  given,
}) => {
  await given.boughtCampaign();
  await signIn("manager");
  const release = await heldBack(page, "changeSets.stageEdit");
  await page.goto("/media-buys");
  await page.getByRole("button", { name: "Budget", exact: true }).click();
  await expect(page.getByRole("columnheader", { name: "Budget" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByRole("table", { name: "Media buys" })).toHaveAttribute("aria-busy", "false");
  const row = rowOf(page, "Tagblatt Media");
  const places = await page.getByRole("rowheader").allTextContents();
  await row.getByRole("button", { name: /^Budget of/ }).click();
  await row.getByRole("textbox", { name: /^New budget of/ }).fill("31000");
  expect(await aFrameAfterSending(row)).toContain("Sending: Budget 31000");
  await expect(row).toContainText("not verified yet");
  await expect(row).toContainText("30,000.00");
  release();
  await expect(row).toContainText("31,000.00");
  await expect(row).not.toContainText("Sending");

  // It belongs elsewhere now, and stays where it was pressed until the order is asked for.
  expect(await page.getByRole("rowheader").allTextContents()).toEqual(places);
  await page.getByRole("button", { name: "Refresh order" }).click();
  await expect(page.getByRole("row").last()).toContainText("Tagblatt Media");
  await expect(page.getByRole("button", { name: "Refresh order" })).toBeHidden();
  await expect(page.getByRole("region", { name: "Table: Media buys" })).toBeFocused();

  await page.getByLabel("Search media buys").fill("Tagblatt");
  await expect(page.getByRole("row")).toHaveCount(2);
  await row.getByRole("button", { name: /^Look at/ }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("1 package")).toBeVisible();
  await expect(drawer.getByText("Applied, read back and verified").first()).toBeVisible();
});

test("what could not be sent says so in its row and keeps what was typed", async ({ page, signIn, given }) => {
  await given.boughtCampaign();
  await signIn("manager");
  await page.goto("/media-buys");
  const row = rowOf(page, "Tagblatt Media");
  const release = await heldBack(page, "changeSets.stageEdit", (route) => route.abort());
  await row.getByRole("button", { name: /^Budget of/ }).click();
  const budget = row.getByRole("textbox", { name: /^New budget of/ });
  await budget.fill("31000");
  await budget.press("Enter");

  // The refusal comes while another row is typed in: the keyboard stays there.
  const next = rowOf(page, "Northlight TV");
  await next.getByRole("button", { name: /^Budget of/ }).click();
  const nextBudget = next.getByRole("textbox", { name: /^New budget of/ });
  await page.keyboard.type("4");
  release();
  await expect(row.getByRole("alert")).toContainText("Not sent");
  await page.keyboard.type("2");
  await expect(nextBudget).toHaveValue("42");
  await nextBudget.press("Escape");
  await expect(budget).toHaveValue("31000");
  await budget.press("Escape");
  await expect(row).toContainText("30,000.00");

  // The seller's own rule, said in the row that it is about.
  await page.getByRole("checkbox", { name: /^Choose all/ }).check();
  await page.getByRole("button", { name: "Pause 3 media buys" }).click();
  await expect(row).toContainText("Pausing did not take");
  await expect(row).toContainText("does not allow it to be paused while it is pending creatives");
});

const rowOf = (page: Page, seller: string) => page.getByRole("row").filter({ hasText: seller });

/** Requests of this procedure wait until the returned function is called. */
async function heldBack(
  page: Page,
  procedure: string,
  then: (route: Route) => Promise<void> = (route) => route.continue(),
): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`**/api/trpc/${procedure}*`, async (route) => {
    await held;
    await then(route);
  });
  return () => release();
}

/** The row's words one frame after Enter: before any answer could have come. */
function aFrameAfterSending(row: Locator): Promise<string> {
  return row.evaluate(async (line) => {
    line.querySelector("form")?.requestSubmit();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return line.textContent ?? "";
  });
}
