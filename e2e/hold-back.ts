import type { Page } from "@playwright/test";

/** Keeps what the page asks of a procedure from the server until it is let go: what is to be seen meanwhile is what a press shows by itself. */
export async function holdBack(page: Page, procedure: string): Promise<() => void> {
  let letGo: () => void = () => undefined;
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(
    ({ pathname }) => pathname.startsWith("/api/trpc/") && pathname.includes(procedure),
    async (route) => {
      await free;
      await route.continue();
    },
  );
  return letGo;
}
