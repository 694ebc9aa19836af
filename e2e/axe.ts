import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

type Asked = { readonly type: "tag" | "rule"; readonly values: string[] };

/** Every rule of WCAG 2.2, levels A and AA, that axe knows. */
export const wcag: Asked = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };

/** What axe finds in the page as it stands, a line for each rule that is broken; axe is put into a document once. */
export async function axeFindings(page: Page, runOnly: Asked): Promise<readonly string[]> {
  // It looks into this document only.
  expect(page.frames()).toHaveLength(1);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  // What is in order is not described, of which there is most.
  const options = { runOnly, resultTypes: ["violations" as const] };
  const broken = await page.evaluate(async (asked) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, asked);
    return violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html.slice(0, 160)) }));
  }, options);
  return broken.map(({ id, html }) => `${id}: ${html.join(" | ")}`);
}
