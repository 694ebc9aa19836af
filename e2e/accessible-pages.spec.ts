import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1440]) {
    test(`axe finds nothing on any page, ${colorScheme}, ${width} px`, async ({ page, signIn, given }) => {
      // Sixteen pages, each read twice over.
      test.setTimeout(180_000);
      const buys = await given.boughtCampaign();
      const { campaignId, changeSetId } = await given.submittedCampaign({ name: "Winter boots" });
      const planned = await given.plannedCampaign({ name: "Spring bikes" });
      const agents = await given.as("admin").salesAgents.list();
      const paths = [
        "/today",
        "/campaigns",
        ...["", "/products", "/packages", "/creatives", "/review"].map((tab) => `/campaigns/${planned}${tab}`),
        `/campaigns/${campaignId}/review`,
        "/media-buys",
        `/media-buys/${buys[0]?.id}`,
        "/approvals",
        `/approvals/${changeSetId}`,
        "/creatives",
        "/delivery",
        "/agents",
        `/agents/${agents[0]?.id}`,
        "/activity",
      ];
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto("/sign-in");
      expect(await violations(page)).toEqual([]);
      await signIn("admin");
      for (const path of paths) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        expect({ path, found: await violations(page) }).toEqual({ path, found: [] });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect({ path, overflow }).toEqual({ path, overflow: 0 });
      }
    });
  }
}

async function violations(page: import("@playwright/test").Page) {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
