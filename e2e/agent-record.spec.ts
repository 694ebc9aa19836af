import { randomUUID } from "node:crypto";
import { expect, test } from "./fixtures";

test("a seller whose record is poor is warned about before anything is sent to it", async ({
  app,
  page,
  organisation: { organisationId },
  signIn,
  given,
}) => {
  const campaignId = await given.plannedCampaign();
  const { id: salesAgentId } = await app.db.salesAgent.findFirstOrThrow({
    where: { organisationId, name: "Bazaar Exchange" },
  });
  const kinds = [
    ["spec_deviation", "unreadable_reply"],
    ["spec_deviation", "submitted_without_task"],
    ["spec_deviation", "error_without_code"],
    ...Array.from({ length: 5 }, () => ["webhook_refused", "webhook_signature_invalid"] as const),
  ] as const;
  const at = new Date();
  await app.db.agentEvent.createMany({
    data: kinds.map(([kind, code]) => ({ id: randomUUID(), organisationId, salesAgentId, at, kind, code })),
  });

  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  const warnings = page.getByRole("note").filter({ hasText: "The record of" });
  await expect(warnings).toHaveCount(1);
  await expect(warnings).toContainText("Mind its record · 70");
  await expect(warnings).toContainText("5 webhooks could not be proved to be its own");

  await warnings.getByRole("link", { name: "The record of Bazaar Exchange" }).click();
  const record = page.getByRole("region", { name: "Record" });
  await expect(record).toContainText("Its replies depart from AdCP in 3 ways");
  await expect(record).toContainText("submitted replies without a task × 1");
});
