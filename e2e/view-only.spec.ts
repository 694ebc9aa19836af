import { expect, test } from "./fixtures";

test("a viewer sees no control that writes, and the API refuses one", async ({ page, signIn, given }) => {
  const buys = await given.boughtCampaign();
  await signIn("viewer");
  const writes = /^(Pause|Resume|Edit|Approve|Reject|Add|New|Send|Archive|Remove|Sync|Assign|Creatives$)/;
  for (const path of [
    "/today",
    "/campaigns",
    `/campaigns/${buys[0]?.campaign.id}`,
    "/media-buys",
    `/media-buys/${buys[0]?.id}`,
    "/creatives",
    "/approvals",
    "/agents",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    const found = await page.getByRole("main").getByRole("button", { name: writes }).allTextContents();
    expect({ path, found }).toEqual({ path, found: [] });
  }
  const answer = await page.evaluate(async (mediaBuyId) => {
    const response = await fetch("/api/trpc/changeSets.stageEdit", {
      method: "POST",
      headers: { "content-type": "application/json", "x-flightdeck-request": crypto.randomUUID() },
      body: JSON.stringify({ json: { mediaBuyId, revision: 1, paused: true } }),
    });
    return response.status;
  }, buys[0]?.id);
  expect(answer).toBe(403);
});
