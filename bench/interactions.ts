import type { Page } from "@playwright/test";
import { openBrowser, openPage, percentile } from "./browser";
import { makeEditable } from "./editable-buys";
import type { Row } from "./report";
import type { World } from "./world";

declare global {
  interface Window {
    /** Interactions since the last look, ms from the press to the next paint. */
    benchPresses: { readonly id: number; readonly ms: number }[];
  }
}

/** What Event Timing reports nothing below; so long is what an unreported press is taken for. */
const leastMs = 16;
const clicks = 48;
/** Each stages up to 500 changes. */
const bulkClicks = 12;

type Action = {
  readonly what: string;
  readonly times: number;
  readonly press: (page: Page, turn: number) => Promise<unknown>;
};

/** What orders the list anew comes last: until then all of it is loaded. */
const actions: readonly Action[] = [
  { what: "open drawer", times: clicks, press: openDrawer },
  { what: "edit budget cell", times: clicks, press: editBudget },
  { what: "pause", times: clicks, press: (page) => pressRow(page, "Pause") },
  { what: "resume", times: clicks, press: (page) => pressRow(page, "Resume") },
  { what: "select 500", times: clicks, press: (page) => pressOn(page, "thead input[type=checkbox]") },
  { what: "bulk pause of 500", times: bulkClicks, press: bulkPause },
  {
    what: "sort",
    times: clicks,
    press: (page, turn) => pressOn(page, `thead th:nth-child(${turn % 2 ? 2 : 5}) button`),
  },
  { what: "filter", times: clicks, press: filter },
];

/** S1 and S2 on the list of media buys, all `buys` of them loaded; the world is that of the list and edit rows. */
export async function interactionRows(origin: string, world: World, buys: number): Promise<readonly Row[]> {
  await makeEditable(world);
  const browser = await openBrowser();
  const page = await openPage(browser, origin, world.cookie, watchPresses);
  await page.goto(`${origin}/media-buys`);
  await page.waitForSelector("html[data-alive] tr[data-buy]");
  await loadAll(page, buys);
  const rows = [await domRow(page, buys), await scrollRow(page)];
  for (const { what, times, press } of actions) {
    const taken: number[] = [];
    for (let turn = 0; turn < times; turn += 1) taken.push(await measured(page, () => press(page, turn)));
    rows.push(actionRow(what, taken));
  }
  await browser.close();
  return rows;
}

export const interactionNotes = [
  "S1: ms from a press to the next paint (Event Timing, 8 ms steps), the longest of an action's presses; Chromium, processor slowed 4 ×, 10,000 rows loaded, the server on the same cores. Must: p75; aim: p98.",
  "S2: `tr` in the page with 10,000 rows loaded; time between frames over 60 steps of 700 px, 4 × slowed.",
];

function watchPresses(): void {
  window.benchPresses = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
      if (entry.interactionId > 0) window.benchPresses.push({ id: entry.interactionId, ms: entry.duration });
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

/** What `press` took at most, from its presses alone: what came before is forgotten, what comes late is waited for. */
async function measured(page: Page, press: () => Promise<unknown>): Promise<number> {
  await settled(page);
  await page.evaluate(() => {
    window.benchPresses = [];
  });
  await press();
  await settled(page);
  const presses = await page.evaluate(() => window.benchPresses);
  return Math.max(leastMs, ...presses.map((one) => one.ms));
}

/** Two frames and an idle moment: entries are handed over after the paint that they measure. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: 500 })),
        );
      }),
  );
}

const pauseChosen = '[aria-label="Chosen media buys"] button:has-text("Pause")';
const region = '[aria-label="Table: Media buys"]';

/** Scrolls as far as there is more, until every row was loaded. */
async function loadAll(page: Page, buys: number): Promise<void> {
  await page.evaluate(
    async ({ selector, wanted }) => {
      const scrolled = document.querySelector(selector);
      const table = scrolled?.querySelector("table");
      while (scrolled && table && Number(table.getAttribute("aria-rowcount")) < wanted) {
        scrolled.scrollTop = scrolled.scrollHeight;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      if (scrolled) scrolled.scrollTop = 0;
    },
    { selector: region, wanted: buys + 1 },
  );
  await page.waitForSelector('tr[aria-rowindex="2"]');
}

async function scrollToRow(page: Page, row: number): Promise<void> {
  await page.evaluate(({ selector, top }) => document.querySelector(selector)?.scrollTo({ top }), {
    selector: region,
    top: Math.max(0, (row - 4) * 52),
  });
  await page.waitForSelector(`tr[aria-rowindex="${row + 2}"]`);
  await atRest(page);
}

/** Rows that fly by have nothing to press: as a person does, it waits until they stand still. */
async function atRest(page: Page): Promise<void> {
  await settled(page);
  await page.waitForSelector("tr[data-passing]", { state: "detached" });
  await settled(page);
}

/** A real press at the middle of the element: no script of the test runs between it and the paint. */
async function pressOn(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not seen`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** Buys that were pressed already: what was asked of one once is not asked again. */
const pressed: string[] = [];

/** Presses this word in the next row that has it and was not pressed yet, scrolling on while none in view has. */
async function pressRow(page: Page, word: string): Promise<string> {
  for (let look = 0; look < 400; look += 1) {
    const found = await page.evaluate(findButton, { selector: region, word, pressed });
    if (found) {
      pressed.push(found.buy);
      await page.mouse.click(found.x, found.y);
      return found.buy;
    }
    await page.evaluate((selector) => document.querySelector(selector)?.scrollBy({ top: 520 }), region);
    await atRest(page);
  }
  throw new Error(`No row left to press ${word} in`);
}

type Looked = { readonly selector: string; readonly word: string; readonly pressed: readonly string[] };

/** In the page: the middle of the first button that can be pressed and says `word`, of a row that was not pressed. */
function findButton({ selector, word, pressed: before }: Looked) {
  const seen = document.querySelector(selector)?.getBoundingClientRect();
  for (const row of document.querySelectorAll<HTMLElement>("tr[data-buy]")) {
    const buy = row.dataset.buy ?? "";
    const says = (one: Element) => (one.getAttribute("aria-label") ?? one.textContent ?? "").startsWith(word);
    const button = [...row.querySelectorAll("button")].find(says);
    const box = button?.getBoundingClientRect();
    const isSeen = box && seen && box.top > seen.top + 40 && box.bottom < seen.bottom - 10;
    if (!(box && isSeen) || before.includes(buy)) continue;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2] as const;
    // A notice at the corner may lie over it.
    if (button?.contains(document.elementFromPoint(x, y))) return { buy, x, y };
  }
  return null;
}

async function openDrawer(page: Page): Promise<void> {
  await pressRow(page, "Look");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog[open]", { state: "detached" });
}

async function filter(page: Page, turn: number): Promise<void> {
  if (turn === 0) await pressOn(page, '[aria-label="Search media buys"]');
  // Letters that every name has, then back again: the list stays as long as it was.
  await page.keyboard.press(turn % 12 < 6 ? ("Media " as string).charAt(turn % 12) : "Backspace");
}

async function editBudget(page: Page): Promise<void> {
  // A row whose last change is still out may not be editable: another one is taken then.
  for (let press = 0; press < 5; press += 1) {
    await pressRow(page, "Budget");
    const opened = page.waitForSelector("tr[data-buy] form input:focus", { timeout: 2_000 });
    if (!(await opened.catch(() => null))) continue;
    await page.keyboard.press("7");
    await page.keyboard.press("Enter");
    return;
  }
  throw new Error("No budget opens");
}

async function bulkPause(page: Page): Promise<void> {
  if ((await page.locator(pauseChosen).count()) === 0) {
    await pressOn(page, "thead input[type=checkbox]");
    await settled(page);
  }
  const answered = page.waitForResponse((response) => response.url().includes("steering.pause"), { timeout: 120_000 });
  await pressOn(page, pauseChosen);
  await answered;
}

async function domRow(page: Page, buys: number): Promise<Row> {
  await scrollToRow(page, Math.floor(buys / 2));
  const count = await page.locator("tr").count();
  const goals = { must: 80, moonshot: 60, better: "smaller" } as const;
  return {
    id: "S2",
    what: `rows in the page, of ${buys}`,
    ours: String(count),
    floor: "",
    value: count,
    shown: "",
    ...goals,
  };
}

async function scrollRow(page: Page): Promise<Row> {
  await scrollToRow(page, 0);
  const frames = await page.evaluate(async (selector) => {
    const scrolled = document.querySelector(selector);
    const next = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const between: number[] = [];
    let last = await next();
    for (let step = 0; step < 60; step += 1) {
      scrolled?.scrollBy({ top: 700 });
      const now = await next();
      between.push(now - last);
      last = now;
    }
    return between;
  }, region);
  const value = percentile(frames, 0.95);
  const ours = `p50 ${percentile(frames, 0.5).toFixed(0)}, p95 ${value.toFixed(0)} ms`;
  return {
    id: "S2",
    what: "frame while scrolling, p95",
    ours,
    floor: "",
    value,
    shown: "",
    must: 50,
    moonshot: 33.4,
    better: "smaller",
  };
}

function actionRow(what: string, taken: readonly number[]): Row {
  const [p50, p75, p98] = [0.5, 0.75, 0.98].map((share) => percentile(taken, share)) as [number, number, number];
  const ours = `p50 ${p50}, p75 ${p75}, p98 ${p98} ms`;
  const goals = { must: 100, moonshot: 50, better: "smaller" } as const;
  return { id: "S1", what, ours, floor: "", value: p75, aimValue: p98, shown: "", ...goals };
}
