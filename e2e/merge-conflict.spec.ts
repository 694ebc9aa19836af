import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

const seller = "Tagblatt Media";

test("an edit that met the seller's own is compared field by field, and the choice goes out", async ({
  page,
  signIn,
  given,
  app,
}) => {
  const buys = await given.boughtCampaign();
  const row = buys.find((one) => one.salesAgent.name === seller);
  const buy = await given.as("manager").mediaBuys.get({ mediaBuyId: row?.id ?? "" });
  await signIn("manager");
  await page.goto(`/media-buys/${buy.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  await page.getByRole("dialog").getByLabel("Budget").first().fill("31000");

  // Nobody here reads the buy again before the edit goes out.
  const refresh = { kind: "refresh_media_buy", subjectId: buy.id, leaseUntil: null };
  const far = new Date("2030-01-01T00:00:00.000Z");
  await expect
    .poll(async () => (await app.ports.db.job.updateMany({ where: refresh, data: { dueAt: far } })).count)
    .toBe(1);
  const acted = await fetch(`${e2eEnvironment.SANDBOX_URL}/prompt/_act`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      media_buy_id: buy.sellerMediaBuyId,
      act: "edit",
      reason: "Less inventory",
      update: { packages: [{ budget: 28_000 }] },
    }),
  });
  expect(acted.ok).toBe(true);
  await page.getByRole("dialog").getByRole("button", { name: "Send the change" }).click();

  const newest = page.getByRole("region", { name: "Changes" }).getByRole("listitem").first();
  await expect(newest.getByText(`Not sent: ${seller} shows something else by now`)).toBeVisible();
  await page.getByRole("link", { name: /^Inbox/ }).click();
  await expect(page.getByText("Conflict", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Compare…" }).click();
  const line = page.getByRole("dialog").getByRole("row", { name: /Budget/ });
  await expect(line.getByRole("cell").nth(0)).toContainText("30,000.00");
  await expect(line.getByRole("cell").nth(1)).toContainText("31,000.00");
  await expect(line.getByRole("cell").nth(2)).toContainText("28,000.00");
  await expect(line.getByText("Both changed it")).toBeVisible();
  await line.getByRole("radio", { name: /: yours$/ }).check();
  await page.getByRole("button", { name: "Send what I chose" }).click();
  await expect(page.getByText("Nothing waits on a person")).toBeVisible();

  await page.goto(`/media-buys/${buy.id}`);
  await expect(page.getByRole("table", { name: /^Packages/ }).getByText("31,000.00")).toBeVisible();
  await expect(page.getByText("Marc Manager compared both and decided", { exact: true })).toBeVisible();
});
