import type { Page } from "@playwright/test";

const taught = new WeakSet<Page>();

/** Resolves once the page answers presses: React has taken over the server's HTML (app/_ui/says-alive.tsx). */
export async function alive(page: Page): Promise<void> {
  await page.locator("html[data-alive]").waitFor({ state: "attached" });
}

/** From here on `goto` and `reload` end when the page is alive, so that no test presses what nobody listens to yet. */
export function onlyAlive(page: Page): void {
  if (taught.has(page)) return;
  taught.add(page);
  const { goto, reload } = { goto: page.goto.bind(page), reload: page.reload.bind(page) };
  page.goto = async (...args) => whenAlive(page, await goto(...args));
  page.reload = async (...args) => whenAlive(page, await reload(...args));
}

async function whenAlive<R extends Awaited<ReturnType<Page["goto"]>>>(page: Page, response: R): Promise<R> {
  const type = response?.headers()["content-type"] ?? "";
  if (type.startsWith("text/html")) await alive(page);
  return response;
}
