import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";

/** How much slower than this machine the browser's processor is made (quality goals S1, S2, S4). */
export const throttle = 4;

/** Chromium as the browser tests start it; the system's where Playwright has none of its own. */
export function openBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH ?? (existsSync(chromium.executablePath()) ? null : "/usr/bin/chromium");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  return chromium.launch({ ...(named ? { executablePath: named } : {}), args });
}

/** A desk-sized page with nothing kept from another, signed in by this Cookie header. */
export async function openPage(browser: Browser, origin: string, cookie: string, watch: () => void): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const cookies = cookie.split("; ").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return { name, value: value.join("="), url: origin };
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  // What compiles these files marks functions with this; in the page nobody has it.
  await page.addInitScript("globalThis.__name = (fn) => fn");
  await page.addInitScript(watch);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  return page;
}

/** The value that `share` of them do not exceed; 0.75 is the 75th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
