import type { Locator, Page } from "@playwright/test";
import { addDays, dayIn, systemClock } from "../server/domain/time";
import { alive, expect, test } from "./fixtures";

const today = dayIn(systemClock(), "Europe/Berlin");
const palette = "Go to or do anything";

test("from a brief to a verified, edited media buy by keyboard alone", async ({ page, organisation, given }) => {
  test.setTimeout(180_000);
  await given.reachedAgents();
  await page.goto("/campaigns");
  await signInByKeys(page, organisation.users.planner.email);
  await planByKeys(page);
  await packagesByKeys(page);
  await typeInto(page, page.getByLabel("Reason, for the approver"), "Autumn push before the season");
  await press(page, page.getByRole("button", { name: /^Send .* for approval/ }));
  await expect(page.getByText(/an approver decides/)).toBeVisible();
  await signOutByKeys(page);

  await signInByKeys(page, organisation.users.approver.email);
  await go(page, "a", "Approvals");
  await press(page, page.getByRole("link", { name: /Alpenglow autumn/ }));
  await press(page, page.getByRole("button", { name: /^Approve/ }));
  await expect(page.getByText("Bought at Tagblatt Media, read back and verified")).toBeVisible();
  await signOutByKeys(page);

  await signInByKeys(page, organisation.users.manager.email);
  await go(page, "m", "Media buys");
  const row = page.getByRole("row").filter({ hasText: "Tagblatt Media" });
  await press(page, row.getByRole("link").first());
  await steerByKeys(page);
});

test("the palette and the help sheet open by key, and Escape gives the focus back", async ({ page, signIn, given }) => {
  await given.as("planner").campaigns.create({ name: "Winter boots" });
  await signIn("planner");
  await page.goto("/campaigns");
  const start = page.getByRole("button", { name: "New campaign" });
  const search = page.getByRole("textbox", { name: palette });

  await reach(page, start);
  await page.keyboard.press("Control+k");
  await expect(search).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await expect(start).toBeFocused();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByText("Go to Media buys")).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(start).toBeFocused();
  await expect(page).toHaveURL(/\/campaigns$/);

  await page.keyboard.press("/");
  await page.keyboard.type("winter");
  await expect(page.getByRole("dialog").getByText("Winter boots").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Winter boots" })).toBeVisible();

  // Letters typed into a field are letters.
  await typeInto(page, page.getByLabel("Name"), "gm? n/");
  await expect(page.getByLabel("Name")).toHaveValue("gm? n/");
  await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
});

test("the first Tab offers to skip to the page, and every place has a key", async ({ page, signIn }) => {
  await signIn("viewer");
  await page.goto("/today");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await isFocusSeen(page);
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  for (const [key, heading] of [
    ["c", "Campaigns"],
    ["m", "Media buys"],
    ["a", "Approvals"],
    ["r", "Creatives"],
    ["d", "Delivery"],
    ["s", "Agents"],
    ["l", "Activity"],
  ] as const) {
    await go(page, key, heading);
  }
});

async function signInByKeys(page: Page, email: string): Promise<void> {
  await expect(page).toHaveURL(/\/sign-in/);
  await typeInto(page, page.getByLabel("Email"), email);
  await typeInto(page, page.getByLabel("Password", { exact: true }), "flightdeck-e2e-password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /account/i })).toBeVisible();
}

async function signOutByKeys(page: Page): Promise<void> {
  await press(page, page.getByRole("button", { name: /account/i }), "Shift+Tab");
  await press(page, page.getByRole("button", { name: "Sign out" }));
  await expect(page).toHaveURL(/\/sign-in/);
}

async function planByKeys(page: Page): Promise<void> {
  await go(page, "c", "Campaigns");
  await press(page, page.getByRole("button", { name: "New campaign" }).first());
  await typeInto(page, page.getByLabel("Name"), "Alpenglow autumn");
  await reach(page, page.getByLabel("Brand"));
  await page.keyboard.type("Alpenglow");
  await expect(page.getByLabel("Brand").getByRole("option", { selected: true })).toHaveText(/^Alpenglow/);
  await typeInto(page, page.getByLabel("Brief"), "Outdoor jackets, display and video");
  await typeInto(page, page.getByLabel("PO number"), "PO-4711");
  await typeDay(page, page.getByLabel("First day"), addDays(today, 1));
  await typeDay(page, page.getByLabel("Last day"), addDays(today, 30));
  await typeInto(page, page.getByLabel("Total"), "60000");
  await press(page, page.getByRole("link", { name: "Find products" }));

  await press(page, page.getByRole("button", { name: "Ask 3 sellers" }));
  await expect(page.getByText("3 of 3 answered")).toBeVisible();
  for (const seller of ["Bazaar Exchange", "Northlight TV", "Tagblatt Media"]) {
    const row = page
      .getByRole("row")
      .filter({ hasText: seller })
      .filter({ hasText: "guaranteed" })
      .filter({ hasText: "USD" });
    await reach(page, row.first().getByRole("checkbox"), "Tab", 150);
    await page.keyboard.press("Space");
  }
  await expect(page.getByRole("region", { name: "Chosen products" }).getByText("3 chosen")).toBeVisible();
  await press(page, page.getByRole("button", { name: "Add as 3 packages" }), "Tab", 150);
}

async function packagesByKeys(page: Page): Promise<void> {
  const budgets = page.getByRole("region", { name: "Table: Packages" }).getByLabel(/^Budget of/);
  await expect(budgets).toHaveCount(3);
  await press(page, page.getByRole("button", { name: "Split…" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Split" }));
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "Split…" })).toBeFocused();
  await expect(budgets.first()).toHaveValue(/^20,?000/);

  // As in a sheet: Enter goes down the column, Shift+Enter up again.
  await typeInto(page, budgets.first(), "21000");
  await page.keyboard.press("Enter");
  await expect(budgets.nth(1)).toBeFocused();
  await page.keyboard.type("19000");
  await page.keyboard.press("Shift+Enter");
  await expect(budgets.first()).toBeFocused();
  await expect(budgets.nth(1)).toHaveValue(/^19000(\.00)?$/);
  await expect(page.getByRole("row").filter({ hasText: "Total in USD" }).getByText("60,000.00")).toBeVisible();
  await press(page, page.getByRole("link", { name: "Review" }).last(), "Shift+Tab");
}

async function steerByKeys(page: Page): Promise<void> {
  const packages = page.getByRole("table", { name: /^Packages/ });
  await press(page, packages.getByRole("button", { name: /^Pause/ }));
  await expect(packages.getByRole("button", { name: /^Resume/ })).toBeVisible();
  const edit = page.getByRole("button", { name: "Edit budgets and dates" });
  await press(page, edit, "Shift+Tab");
  const dialog = page.getByRole("dialog");
  await typeInto(page, dialog.getByLabel("Budget"), "20500");
  await press(page, dialog.getByRole("button", { name: "Send the change" }));
  await expect(dialog).toBeHidden();
  await expect(edit).toBeFocused();
  const newest = page.getByRole("region", { name: "Changes" }).getByRole("listitem").first();
  await expect(newest.getByRole("list", { name: "Requested fields" }).getByText("Budget")).toBeVisible();
  await expect(newest.getByText("Applied").first()).toBeVisible();
  await expect(packages.getByRole("list", { name: /^Asked for/ })).toHaveCount(0);
  await expect(packages.getByText("20,500.00")).toBeVisible();
}

/** Goes to a place by its two keys. */
async function go(page: Page, key: string, heading: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await alive(page);
  await page.keyboard.press("g");
  await page.keyboard.press(key);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
}

/** Tabs until the control has the focus; fails when it is not there within `most` presses, or when the focus cannot be seen. */
async function reach(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab", most = 60): Promise<void> {
  await expect(control).toBeVisible();
  await expect(control).toBeEnabled();
  const isFocused = (element: Node) => element.contains(document.activeElement);
  // Looking for it by its role and name reads the whole page: between the presses the element found is asked.
  let element = await control.elementHandle();
  for (let presses = 0; presses <= most; presses += 1) {
    const at = await element?.evaluate((node) => ({
      focused: node.contains(document.activeElement),
      gone: !node.isConnected,
    }));
    if (!at || at.gone) element = await control.elementHandle();
    if ((!at || at.gone || at.focused) && (await control.evaluate(isFocused))) {
      await isFocusSeen(page);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${control} is not reached with ${most} × ${key}`);
}

async function press(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab", most = 60): Promise<void> {
  await reach(page, control, key, most);
  await page.keyboard.press("Enter");
}

/** Types over what the field has. */
async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
  await expect(field).toHaveValue(text);
}

/** Types a day into the browser's own date field; its parts stand as in Chromium's own language, whatever the page's locale. */
async function typeDay(page: Page, field: Locator, day: string): Promise<void> {
  const [year = "", month = "", date = ""] = day.split("-");
  await reach(page, field);
  await page.keyboard.type(`${month}${date}${year}`);
  await expect(field).toHaveValue(day);
}

/** An outline or a ring, at the focused element itself or at the box around it. */
async function isFocusSeen(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const focused = document.activeElement;
    const near = [focused, focused?.parentElement, focused?.parentElement?.parentElement];
    return near.some((element) => {
      if (!element || element === document.body) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
  });
  expect({ focused: await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)), seen }).toMatchObject({
    seen: true,
  });
}
