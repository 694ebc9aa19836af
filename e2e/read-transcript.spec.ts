import { randomUUID } from "node:crypto";
import { expect, test } from "./fixtures";

const awkward = "Bazaar Exchange";

test("what goes over the wire is shown as it happens, found, compared and sent again, and holds no secret", async ({
  page,
  signIn,
  given,
}) => {
  const reference = randomUUID();
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber: `${reference} [create:error500]` });
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  await page.getByLabel("Show exchanges").check();
  await expect(page).toHaveURL(/\?debug=1$/);
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
  const live = page.getByRole("table", { name: `Exchanges of the change at ${awkward}` });
  await expect(live.getByRole("row").filter({ hasText: "create_media_buy" }).first()).toContainText("500 failed");
  await expect(live.getByRole("row").filter({ hasText: "attempt 2 of 2" })).toContainText("200 answered");
  await given.settled(changeSetId);

  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  const bought = rows.find((row) => row.salesAgent.name === awkward);
  await signIn("admin");
  await page.goto(`/media-buys/${bought?.id}`);
  await page.getByRole("region", { name: "Changes" }).getByText("Exchanges", { exact: true }).click();
  await expect(page.getByRole("table", { name: "Exchanges of this change" })).toContainText("attempt 2 of 2");
  await page.getByRole("link", { name: "In the transcript" }).click();
  await expect(page.getByRole("button", { name: /One media buy only/ })).toBeVisible();

  await page.getByLabel("Search the transcript").fill(reference);
  const table = page.getByRole("table", { name: "Exchanges with sellers" });
  const attempts = table.getByRole("row").filter({ hasText: "create_media_buy" });
  await expect(attempts).toHaveCount(2);
  for (const index of [0, 1]) await attempts.nth(index).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Compare the two" }).click();
  const compared = page.getByRole("dialog", { name: "Two exchanges compared" });
  const response = compared.getByRole("region", { name: "Response" });
  await expect(response.getByText("only in the first: ").first()).toBeAttached();
  await expect(response).toContainText("HTTP 500");
  await expect(response).toContainText("HTTP 200");
  await compared.getByRole("button", { name: "Close" }).click();

  await attempts
    .first()
    .getByRole("button", { name: /^Open create_media_buy/ })
    .click();
  const opened = page.getByRole("dialog", { name: /^create_media_buy at/ });
  await expect(opened.getByRole("region", { name: "Request" })).toContainText(/idempotency_key: "[0-9a-f]{8}…"/);
  for (const summary of await opened.getByText(/^\d+ headers?$/).all()) await summary.click();
  await expect(opened.getByRole("region", { name: "Request" })).toContainText("authorization");
  await opened.getByRole("button", { name: "Choose a sandbox" }).click();
  await opened.getByRole("button", { name: "Send again" }).click();
  await expect(opened.getByRole("region", { name: "Request", exact: true }).last()).toContainText(/lines differ/);

  const text = (await page.locator("body").textContent()) ?? "";
  expect(text).toContain("[redacted]");
  expect(text).not.toMatch(/sandbox-\w+-token/);
  expect(text).not.toMatch(/idempotency_key\W+[0-9a-f]{8}-[0-9a-f]{4}-/);
});
