import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

/** What of axe's rules a colour scheme can change; all else is the same page. */
const colourRules = ["color-contrast", "link-in-text-block"];

for (const width of [390, 1440]) {
  test(`axe finds nothing on any page, light and dark, ${width} px`, async ({ page, signIn, given }) => {
    // More than twenty pages, each looked at in both schemes.
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
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/sign-in");
    await expectNothingFound(page, "/sign-in");
    await signIn("admin");
    for (const path of paths) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      await expectNothingFound(page, path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect({ path, overflow }).toEqual({ path, overflow: 0 });
    }
  });
}

async function expectNothingFound(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "light");
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  expect({ path, found: await found(page, { type: "tag", values: tags }) }).toEqual({ path, found: [] });
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  const inTheDark = await found(page, { type: "rule", values: colourRules });
  expect({ path, inTheDark }).toEqual({ path, inTheDark: [] });
}

type Asked = { readonly type: "tag" | "rule"; readonly values: string[] };

async function found(page: Page, runOnly: Asked): Promise<readonly string[]> {
  // What is in order is not described, of which there is most. No page has frames; without them axe needs no second page to put its result together.
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
