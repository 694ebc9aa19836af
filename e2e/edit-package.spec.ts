import { expect, test } from "./fixtures";

test("one edit carries budget, targeting and days; its read-back is on the page", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  const packages = page.getByRole("table", { name: /^Packages/ });
  await packages.getByRole("button", { name: /^Edit…/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Edit / });
  await dialog.getByLabel("Budget").fill("29000");
  await dialog.getByText("Targeting").click();
  await dialog.getByLabel("Countries").selectOption("AT");
  await dialog.getByLabel("Regions").fill("germany");
  await expect(dialog.getByText("Replaces everything")).toBeVisible();
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog.getByText(/is not a region code/).first()).toBeVisible();
  await expect(dialog.getByLabel("Budget")).toHaveValue("29000");
  await dialog.getByLabel("Regions").fill("");
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog).toBeHidden();
  const newest = page.getByRole("region", { name: "Changes" }).getByRole("listitem").first();
  await expect(newest.getByText(/AT/).first()).toBeVisible();
  await expect(newest.getByText("Applied").first()).toBeVisible();
  await expect(packages.getByText("29,000.00")).toBeVisible();
});

test("a media buy is canceled only with a reason and the word typed, and cannot be undone", async ({
  page,
  signIn,
  given,
}) => {
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Cancel…" }).click();
  const dialog = page.getByRole("dialog", { name: /for good\?$/ });
  await expect(dialog.getByText(/of notice/)).toBeVisible();
  const cancel = dialog.getByRole("button", { name: "Cancel the media buy" });
  await cancel.click();
  await expect(dialog.getByText("Say why in a few words")).toBeVisible();
  await dialog.getByLabel(/^Reason/).fill("The product was recalled");
  await cancel.click();
  await expect(dialog.getByText("Type the word cancel")).toBeVisible();
  await dialog.getByLabel(/^Type “cancel”/).fill("cancel");
  await cancel.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Canceled").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit budgets and dates" })).toBeDisabled();
  const { changes } = await given.as("viewer").mediaBuys.get({ mediaBuyId: buy?.id ?? "" });
  expect(Object.keys(JSON.parse(changes[0]?.request ?? "{}")).sort()).toEqual(
    ["account", "adcp_major_version", "canceled", "cancellation_reason", "media_buy_id", "revision"].sort(),
  );
});
