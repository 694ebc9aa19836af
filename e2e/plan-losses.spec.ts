import { expect, test } from "./fixtures";

test("what a seller lacks is named while planning, locked with its reason, and known before it is sent", async ({
  app,
  page,
  organisation,
  signIn,
  given,
}) => {
  const campaignId = await given.plannedCampaign();
  const hours = [{ days: ["monday"], start_hour: 6, end_hour: 10 }];
  const targetingOverlay = JSON.stringify({ geo_countries: ["DE"], daypart_targets: hours });
  await app.ports.db.campaign.update({ where: { id: campaignId }, data: { targetingOverlay } });
  const because = "Northlight TV does not offer targeting by country";
  await signIn("planner");

  await page.goto(`/campaigns/${campaignId}/review`);
  await expect(page.getByText(because).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send .* for approval/ })).toBeDisabled();

  await page.goto(`/campaigns/${campaignId}/packages`);
  const sheet = page.getByRole("region", { name: "Table: Packages" });
  const northlight = sheet.locator("tbody").filter({ hasText: "Northlight TV" });
  await northlight.getByText("2 things will not reach Northlight TV as planned").click();
  await expect(northlight.getByRole("listitem").filter({ hasText: because })).toContainText("Cannot be sent");
  await northlight.getByRole("button", { name: "DE", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(because)).toBeVisible();
  await dialog.getByLabel("Countries as in the plan (DE)").uncheck();
  await expect(dialog.getByLabel("Countries", { exact: true })).toBeDisabled();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(northlight.getByText("1 thing will not reach Northlight TV as planned")).toBeVisible();

  await page.goto(`/campaigns/${campaignId}/review`);
  await expect(page.getByText("Northlight TV reads them in its own")).toBeVisible();
  await expect(page.getByText(because)).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Send .* for approval/ })).toBeEnabled();

  const careful = await app.ports.db.salesAgent.findFirstOrThrow({
    where: { organisationId: organisation.organisationId, name: "Northlight TV" },
  });
  await page.goto(`/agents/${careful.id}`);
  const cannot = page.getByRole("region", { name: "What it cannot be told" });
  await expect(cannot.getByText("Northlight TV does not offer keywords", { exact: true })).toBeVisible();
  await expect(page.getByText("It promises to recognise a repeat within 24 h")).toBeVisible();
});
