import { expect, test } from "./fixtures";

test("a manager replaces creatives, the buy goes live, and delivery shows against plan", async ({
  page,
  signIn,
  given,
}) => {
  // Two reviews and a flight start at the seller lie on the way.
  test.setTimeout(150_000);
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await given.sentCreative("Jacket billboard");
  const reviews = async () => {
    const { rows } = await given.as("viewer").creatives.list({});
    return rows[0]?.atSellers.find((at) => at.salesAgent.name === "Tagblatt Media")?.status;
  };
  await expect.poll(reviews, { timeout: 30_000 }).toBe("approved");

  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await expect(page.getByText("pending_creatives").first()).toBeVisible();
  await page.getByRole("button", { name: "Creatives" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /Jacket billboard/ }).check();
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog).toBeHidden();
  const newest = page.getByRole("region", { name: "Changes" }).getByRole("listitem").first();
  await expect(newest.getByText("Applied").first()).toBeVisible();

  await expect(page.getByText("Active").first()).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText(/ imps/).first()).toBeVisible({ timeout: 45_000 });
  await page.goto("/delivery");
  const table = page.getByRole("table", { name: "Running media buys with delivery" });
  await expect(table.getByRole("row").filter({ hasText: "Tagblatt Media" })).toBeVisible();
  await page.getByText(/The numbers by day/).click();
  await expect(page.getByRole("columnheader", { name: "Plan so far" })).toBeVisible();
  await page.goto("/today");
  await expect(page.getByText(/^pace \d/).first()).toBeVisible();
});
