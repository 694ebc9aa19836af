import { expect, test } from "./fixtures";
import { png } from "./png";

test("creatives go from missing to approved to assigned", async ({ page, signIn, given }) => {
  const campaignId = await given.plannedCampaign();
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/creatives`);
  await expect(page.getByText(/: 0 ready/)).toBeVisible();
  // The billboard that two of the three packages take.
  await page.getByRole("button", { name: "Add a creative" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog
    .locator("input[type=file]")
    .setInputFiles({ name: "jacket.png", mimeType: "image/png", buffer: png(970, 250) });
  await expect(dialog.getByLabel("Width, px")).toHaveValue("970");
  await dialog.getByLabel("Name").fill("Jacket billboard");
  await dialog.getByLabel("Click-through address").fill("https://alpenglow.example/autumn");
  await page.reload();
  await page.getByRole("button", { name: "Add a creative" }).first().click();
  await expect(dialog.getByLabel("Name")).toHaveValue("Jacket billboard");
  await dialog.getByRole("button", { name: "Add to the library" }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("button", { name: "Assign everything that fits (2)" }).click();
  await expect(page.getByRole("button", { pressed: true })).toHaveCount(2);
  await expect(page.getByText(/: 0 ready/)).toBeVisible();
  await page.getByRole("button", { name: /^Send to sellers/ }).click();
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog
    .getByRole("button", { name: /Close|Done/ })
    .last()
    .click();
  const table = page.getByRole("table");
  await expect(table.getByText("Approved", { exact: true })).toHaveCount(2, { timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole("button", { pressed: true })).toHaveCount(2);
  await expect(page.getByText(/: 2 ready/)).toBeVisible();
});

test("a rejected creative says why in the seller's words", async ({ page, signIn, given }) => {
  const campaignId = await given.plannedCampaign();
  await signIn("planner");
  await page.goto("/creatives");
  await page.getByRole("button", { name: "Add a creative" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog
    .locator("input[type=file]")
    .setInputFiles({ name: "x.png", mimeType: "image/png", buffer: png(300, 250) });
  await dialog.getByLabel("Name").fill("Please reject this");
  await dialog.getByLabel("Click-through address").fill("https://alpenglow.example/autumn");
  await dialog.getByRole("button", { name: "Add to the library" }).click();
  await expect(dialog).toBeHidden();
  const { rows } = await given.as("planner").creatives.list({});
  await given.as("planner").creatives.sync({ creativeIds: rows.map((row) => row.id), campaignId });
  await expect(page.getByRole("table").getByText("Rejected").first()).toBeVisible({ timeout: 30_000 });
});

test("a file that is not what it says is refused at the field", async ({ page, signIn }) => {
  await signIn("planner");
  await page.goto("/creatives");
  await page.getByRole("button", { name: "Add a creative" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog
    .locator("input[type=file]")
    .setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("<svg onload=alert(1)>") });
  await expect(dialog.getByRole("alert")).toBeVisible();
});
