import type { Page } from "@playwright/test";
import { axeFindings, wcag } from "./axe";
import { expect, test } from "./fixtures";

/** What of axe's rules a colour scheme can change; all else is the same page. */
const colourRules = ["color-contrast", "link-in-text-block"];

const widths = [390, 1440] as const;

test("axe finds nothing on any page, light and dark, 390 and 1440 px", async ({ page, signIn, given }) => {
  // More than twenty pages, each looked at in both schemes and widths.
  test.setTimeout(300_000);
  // One seller changes what was ordered: the inbox and the media buy have something to say.
  const buys = await given.boughtCampaign({ poNumber: "PO-7 [create:change]" });
  const { campaignId, changeSetId } = await given.submittedCampaign({ name: "Winter boots" });
  const planned = await given.plannedCampaign({ name: "Spring bikes" });
  const agents = await given.as("admin").salesAgents.list();
  const paths = [
    "/today",
    "/inbox",
    "/campaigns",
    ...["", "/products", "/packages", "/creatives", "/review"].map((tab) => `/campaigns/${planned}${tab}`),
    `/campaigns/${campaignId}/review`,
    `/campaigns/${buys[0]?.campaign.id}/media-buys`,
    "/media-buys",
    `/media-buys/${buys[0]?.id}`,
    "/approvals",
    `/approvals/${changeSetId}`,
    "/creatives",
    "/delivery",
    "/agents",
    `/agents/${agents[0]?.id}`,
    "/activity",
    "/transcript",
    "/settings",
    "/doctor",
  ];
  await lookAt(page, "/sign-in");
  await signIn("admin");
  for (const path of paths) await lookAt(page, path);
});

/** Loads the page at a phone's width, as the narrowest has the least room for mistakes, and widens it as a turned or docked screen does. */
async function lookAt(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: widths[0], height: 900 });
  await page.goto(path);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expectNothingFound(page, `${path} at ${width} px`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect({ path, width, overflow }).toEqual({ path, width, overflow: 0 });
  }
}

async function expectNothingFound(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "light");
  expect({ path, found: await axeFindings(page, wcag) }).toEqual({ path, found: [] });
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  const inTheDark = await axeFindings(page, { type: "rule", values: colourRules });
  expect({ path, inTheDark }).toEqual({ path, inTheDark: [] });
}
