import { expect, test } from "./fixtures";

const awkward = "Bazaar Exchange";

test("a seller's question is answered with a corrected request, which an approver signs", async ({
  page,
  signIn,
  given,
}) => {
  const question = "Our minimum is 32,000: which budget do you mean?";
  const poNumber = `PO-31 [create:input_required:BUDGET_TOO_LOW|${question}]`;
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber, total: 93_003 });
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });

  await signIn("planner");
  await page.goto("/inbox");
  const entry = page.getByRole("main").getByRole("listitem").filter({ hasText: "Asks for input" });
  await expect(entry.getByRole("blockquote")).toHaveText(question);
  await entry.getByRole("button", { name: "Answer…" }).click();
  const dialog = page.getByRole("dialog", { name: `Answer ${awkward}` });
  await dialog.getByLabel(/^Budget of/).fill("32000");
  await dialog.getByLabel("Note").fill("Their minimum");
  await dialog.getByRole("button", { name: "Send the corrected request" }).click();
  await expect(page.getByText("Nothing waits on a person")).toBeVisible();

  await signIn("approver");
  await page.goto("/approvals");
  await page.getByRole("link", { name: /^Answer: buy/ }).click();
  await expect(page.getByText("Their minimum")).toBeVisible();
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByText(`Bought at ${awkward}, read back and verified`)).toBeVisible();
  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  const bought = rows.filter((row) => row.salesAgent.name === awkward);
  expect(bought.map((row) => row.totalMicros)).toEqual([32_000_000_000n]);
});
