import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

// Every test here opens many pages.
test.describe.configure({ timeout: 120_000 });

const markup = "<img src=x onerror=alert(1)>";

test("a seller's refusal with markup in it is shown as text wherever it is shown", async ({ page, signIn, given }) => {
  const dialogs = watchDialogs(page);
  const poNumber = `${randomUUID().slice(0, 8)} [create:refuse:POLICY_VIOLATION|No ${markup}]`;
  const { campaignId, changeSetId } = await given.submittedCampaign({ poNumber });
  const { payloadHash } = await given.as("approver").changeSets.get({ changeSetId });
  await given.as("approver").changeSets.approve({ changeSetId, payloadHash });
  await given.settled(changeSetId);
  const { rows } = await given.as("viewer").mediaBuys.list({ campaignId });
  const refused = rows.find((row) => row.salesAgent.name === "Bazaar Exchange");
  await signIn("admin");
  for (const path of [`/campaigns/${campaignId}/review`, `/approvals/${changeSetId}`, `/media-buys/${refused?.id}`]) {
    await page.goto(path);
    await expect(page.getByRole("blockquote").filter({ hasText: `No ${markup}` })).toBeVisible();
    await isInert(page);
  }
  // The record, the lists and the day's overview quote it, or the PO number that carries it, too.
  for (const path of ["/activity", "/campaigns", "/media-buys", "/today", "/approvals"]) {
    await page.goto(path);
    await settled(page);
    await isInert(page);
  }
  expect(dialogs).toEqual([]);
});

test("products with markup in their words are shown as text", async ({ page, signIn, given, app, organisation }) => {
  const dialogs = watchDialogs(page);
  const campaignId = await given.plannedCampaign();
  // As a seller's answer would have left them: every word of it ends in markup.
  const { organisationId } = organisation;
  const snapshots = await app.db.productSnapshot.findMany({ where: { organisationId } });
  for (const { id, name, product } of snapshots) {
    const { placements, ...words } = JSON.parse(product) as { description: string; placements: { name: string }[] };
    const hostile = {
      ...words,
      name: `${name} ${markup}`,
      description: `${words.description} ${markup}`,
      briefRelevance: markup,
      channels: [`display ${markup}`],
      publisherDomains: [`paper.example ${markup}`],
      placements: placements.map((one) => ({ ...one, name: `${one.name} ${markup}` })),
    };
    const data = { name: hostile.name, product: JSON.stringify(hostile) };
    await app.db.productSnapshot.update({ where: { id }, data });
  }
  await signIn("planner");
  // A mark of direction in a seller's name turns nothing that stands beside it.
  await page.goto(`/campaigns/${campaignId}/products`);
  const name = page.locator("a, bdi, cite, q, strong, .b").filter({ hasText: markup }).first();
  await expect(name).toHaveCSS("unicode-bidi", "isolate");
  for (const tab of ["/products", `/products/${snapshots[0]?.id}`, "/packages", "/review"]) {
    await page.goto(`/campaigns/${campaignId}${tab}`);
    await expect(page.getByText(markup).filter({ visible: true }).first()).toBeVisible();
    await settled(page);
    await isInert(page);
  }
  expect(dialogs).toEqual([]);
});

test("names people type with markup in them stay text", async ({ page, signIn, given }) => {
  const dialogs = watchDialogs(page);
  const planner = given.as("planner");
  const campaignId = await given.plannedCampaign({ name: `Jackets ${markup}` });
  await planner.creatives.add({
    name: `Billboard ${markup}`,
    width: 970,
    height: 250,
    clickUrl: null,
    durationMs: null,
    source: { from: "url", url: "https://cdn.example.com/%3Cimg%20src=x%20onerror=alert(1)%3E.png", kind: "image" },
  });
  await given.as("admin").salesAgents.add({
    name: `Kiosk ${markup}`,
    url: "http://127.0.0.1:9/mcp",
    protocol: "mcp",
    credential: { scheme: "none" },
    signsRequests: false,
    sandbox: true,
  });
  await signIn("admin");
  const shown: readonly [path: string, text: string][] = [
    [`/campaigns/${campaignId}`, `Jackets ${markup}`],
    ["/campaigns", `Jackets ${markup}`],
    ["/creatives", `Billboard ${markup}`],
    [`/campaigns/${campaignId}/creatives`, `Billboard ${markup}`],
    ["/agents", `Kiosk ${markup}`],
    [`/campaigns/${campaignId}/products`, `Kiosk ${markup}`],
    ["/activity", `Jackets ${markup}`],
  ];
  for (const [path, text] of shown) {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible();
    await settled(page);
    await isInert(page);
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Go to or do anything" }).fill("Jackets");
  await expect(page.getByRole("dialog").getByText(`Jackets ${markup}`).first()).toBeVisible();
  await isInert(page);
  expect(dialogs).toEqual([]);
});

/** Every alert, confirm or prompt that opened. */
function watchDialogs(page: Page): string[] {
  const seen: string[] = [];
  page.on("dialog", async (dialog) => {
    seen.push(dialog.message());
    await dialog.dismiss();
  });
  return seen;
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** Nothing of the markup became an element or a handler. */
async function isInert(page: Page): Promise<void> {
  await expect(page.locator("img[src='x'], [onerror]")).toHaveCount(0);
}
