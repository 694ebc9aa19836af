import type { Locator, Page } from "@playwright/test";
import { makeOrganisation } from "../prisma/demo-organisation";
import { quickPasswords } from "../server/auth/test-quick-passwords";
import { addDays, dayIn, systemClock } from "../server/domain/time";
import { newUuidV7 } from "../server/uuid";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";
import { given as givenFor } from "./given";

// Many fields or pages in each.
test.describe.configure({ timeout: 120_000 });

const today = dayIn(systemClock(), "Europe/Berlin");

test("the plan says at each field what is wrong with it, and keeps what was typed", async ({ page, signIn, given }) => {
  const { campaignId } = await given.as("planner").campaigns.create({ name: "First" });
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}`);
  const wrong: readonly [label: string, typed: string, words: RegExp][] = [
    ["Name", "", /Give the campaign a name/],
    ["Brief", "x".repeat(5001), /At most 5,000 characters/],
    ["PO number", "P".repeat(101), /At most 100 characters/],
    ["Reference", "two words", /Letters, digits and/],
    ["Total", "-5", /cannot be below zero/],
    ["Total", "0", /must be above zero/],
    ["Total", "1e5", /Enter an amount such as 1250\.00/],
    ["Total", "12.345", /USD has at most 2 decimals/],
    ["First day", addDays(today, -1), /first day has already passed/],
    ["First day", addDays(today, 9), /^$/],
    ["Last day", addDays(today, 5), /last day is before the first/],
  ];
  for (const [label, typed, words] of wrong) {
    await page.getByLabel(label).fill(typed);
    await page.getByLabel(label).blur();
    await expect(page.getByLabel(label)).toHaveAccessibleDescription(words);
    await expect(page.getByLabel(label)).toHaveValue(typed);
  }
  await page.reload();
  const kept = new Map(wrong.map(([label, typed]) => [label, typed]));
  for (const [label, typed] of kept) await expect(page.getByLabel(label)).toHaveValue(typed);
  const { draft } = await given.as("planner").campaigns.get({ campaignId });
  expect(draft).toMatchObject({ name: "First", poNumber: "", totalMicros: null, endDay: null });

  await page.getByLabel("Currency").selectOption("JPY");
  await page.getByLabel("Total").fill("12.50");
  await isWrong(page.getByLabel("Total"), /JPY has no decimals/);
  await page.getByLabel("Brand").selectOption("New brand…");
  const brand = page.getByRole("group", { name: "New brand" });
  await brand.getByLabel("Brand name").fill("Nameless");
  await brand.getByLabel("Domain").fill("not a domain");
  await brand.getByRole("button", { name: "Add brand" }).click();
  await isWrong(brand.getByLabel("Domain"), /\w/);
  await expect(brand.getByLabel("Brand name")).toHaveValue("Nameless");
  expect(await given.as("planner").campaigns.brands()).toHaveLength(1);
});

test("the packages sheet says at each cell what is wrong with it", async ({ page, signIn, given }) => {
  const campaignId = await given.plannedCampaign();
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/packages`);
  const sheet = page.getByRole("region", { name: "Table: Packages" });
  const budget = sheet.getByLabel(/^Budget of/).first();
  for (const [typed, words] of [
    ["-5", /cannot be below zero/],
    ["10.999", /USD has at most 2 decimals/],
    ["plenty", /Enter an amount such as/],
    ["200%", /More than 100 %/],
    ["1", /The seller's minimum is/],
  ] as const) {
    await budget.fill(typed);
    await budget.press("Tab");
    await isWrong(budget, words);
  }
  await budget.fill("10.999");
  await budget.press("Tab");
  await page.reload();
  await expect(budget).toHaveValue("10.999");
  await isWrong(budget, /at most 2 decimals/);

  await sheet.locator("[data-cell=name]").nth(1).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Own first day").fill(addDays(today, 10));
  await dialog.getByLabel("Own last day").fill(addDays(today, 5));
  await dialog.getByLabel("Name").click();
  await isWrong(dialog.getByLabel("Own last day"), /last day is before the first/);
  await dialog.getByLabel("Name").fill("");
  await dialog.getByLabel("Own first day").click();
  await isWrong(dialog.getByLabel("Name"), /Give it a name/);
  const { packages } = await given.as("planner").packages.list({ campaignId });
  expect(packages.map((row) => row.endDay)).toEqual([null, null, null]);
  expect(packages.every((row) => row.name !== "")).toBe(true);
});

test("adding an agent says at each field what is wrong with it", async ({ page, signIn, given }) => {
  await signIn("admin");
  await page.goto("/agents");
  await page.getByRole("button", { name: /^Add/ }).first().click();
  const dialog = page.getByRole("dialog");
  const add = dialog.getByRole("button", { name: "Add and test" });
  const [name, address, token] = [dialog.getByLabel("Name"), dialog.getByLabel("Address"), dialog.getByLabel(/^Token/)];
  await add.click();
  await isWrong(name, /Give the agent a name/);
  await isWrong(address, /Enter an address such as/);
  await name.fill("Kiosk network");
  for (const [typed, words] of [
    ["ads.example.com", /Enter an address such as/],
    ["ftp://ads.example.com/mcp", /Enter an address such as/],
    ["https://me:secret@ads.example.com/mcp", /in its own field/],
    [`https://ads.example.com/${"a".repeat(2000)}`, /At most 2,000 characters/],
  ] as const) {
    await address.fill(typed);
    await add.click();
    await isWrong(address, words);
    await expect(address).toHaveValue(typed);
    await expect(name).toHaveValue("Kiosk network");
  }
  await token.fill("two words");
  await add.click();
  await isWrong(token, /no spaces or line breaks/);
  expect(await given.as("admin").salesAgents.list()).toHaveLength(3);
});

test("adding a creative says at each field what is wrong with it", async ({ page, signIn, given }) => {
  await signIn("planner");
  await page.goto("/creatives");
  await page.getByRole("button", { name: "Add a creative" }).first().click();
  const dialog = page.getByRole("dialog");
  const add = dialog.getByRole("button", { name: "Add to the library" });
  await add.click();
  await isWrong(dialog.getByLabel("Name"), /Enter a name/);
  await isWrong(dialog.getByLabel("File", { exact: true }), /Choose a file/);

  await dialog.getByLabel("Use an address").check();
  await dialog.getByLabel("Name").fill("Jacket");
  const wrong: readonly [label: string, typed: string, words: RegExp][] = [
    ["Address of the file", "", /Enter a whole address/],
    ["Address of the file", "http://cdn.example.com/a.png", /must start with https/],
    ["Click-through address", "shop.example.com", /Enter a whole address/],
    ["Width, px", "", /Enter the width/],
    ["Width, px", "-300", /whole number from 1/],
    ["Height, px", "2.5", /whole number from 1/],
    ["Height, px", "99999999", /whole number from 1/],
  ];
  for (const [label, typed, words] of wrong) {
    await dialog.getByLabel(label).fill(typed);
    await add.click();
    await isWrong(dialog.getByLabel(label), words);
    await expect(dialog.getByLabel(label)).toHaveValue(typed);
  }
  await expect(dialog.getByLabel("Name")).toHaveValue("Jacket");
  expect((await given.as("planner").creatives.list({})).rows).toEqual([]);
});

test("editing a media buy says at each field what is wrong with it, and sends nothing", async ({
  page,
  signIn,
  given,
}) => {
  const buys = await given.boughtCampaign();
  const buy = buys.find((one) => one.salesAgent.name === "Tagblatt Media");
  await signIn("manager");
  await page.goto(`/media-buys/${buy?.id}`);
  await page.getByRole("button", { name: "Edit budgets and dates" }).click();
  const dialog = page.getByRole("dialog");
  const send = dialog.getByRole("button", { name: "Send the change" });
  const [budget, lastDay, reason] = [
    dialog.getByLabel("Budget"),
    dialog.getByLabel(/^Last day/),
    dialog.getByLabel("Reason"),
  ];
  await reason.fill("More for the second week");
  for (const [typed, words] of [
    ["", /Enter a budget/],
    ["-1", /cannot be below zero/],
    ["30000.001", /USD has at most 2 decimals/],
    ["lots", /Enter an amount such as/],
  ] as const) {
    await budget.fill(typed);
    await isWrong(budget, words);
    await expect(send).toBeDisabled();
  }
  await budget.fill("1");
  await send.click();
  await isWrong(budget, /minimum/);
  await budget.fill("31000");
  const before = await lastDay.inputValue();
  await lastDay.fill("");
  await isWrong(lastDay, /Enter the last day/);
  await expect(send).toBeDisabled();
  await lastDay.fill(addDays(today, -3));
  await send.click();
  await isWrong(lastDay, /last day must be in the future/);
  await expect(budget).toHaveValue("31000");
  await expect(reason).toHaveValue("More for the second week");
  expect(before).toBe(addDays(today, 20));
  const { changes } = await given.as("manager").mediaBuys.get({ mediaBuyId: buy?.id ?? "" });
  expect(changes.filter((change) => change.kind === "update_media_buy")).toEqual([]);
});

test("a reason is asked for before sending and before rejecting, and typed words stay", async ({
  page,
  signIn,
  given,
}) => {
  const campaignId = await given.plannedCampaign();
  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/review`);
  await page.getByLabel("Reason, for the approver").fill("x");
  await page.getByRole("button", { name: /^Send .* for approval/ }).click();
  await isWrong(page.getByLabel("Reason, for the approver"), /Say why in a few words/);
  await expect(page.getByLabel("Reason, for the approver")).toHaveValue("x");
  expect((await given.as("approver").changeSets.list({})).rows).toEqual([]);

  const { changeSetId } = await given.submittedCampaign({ name: "Second" });
  await signIn("approver");
  await page.goto(`/approvals/${changeSetId}`);
  await page.getByRole("button", { name: /^Reject/ }).click();
  const reason = page.getByRole("dialog").getByRole("textbox");
  for (const typed of ["", "   ", "no"]) {
    await reason.fill(typed);
    await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
    await isWrong(reason, /Say why in a few words/);
    await expect(reason).toHaveValue(typed);
  }
  expect((await given.as("approver").changeSets.get({ changeSetId })).state).toBe("in_review");
});

test("what belongs to another organisation, or to nobody, is not there", async ({
  page,
  signIn,
  app,
  organisation,
}) => {
  const other = await makeOrganisation(app.ports, quickPasswords, {
    name: "Other agency",
    domain: `${newUuidV7().slice(-12)}.example`,
    password: "flightdeck-e2e-password",
    currency: "USD",
    timeZone: "Europe/Berlin",
    sandboxUrl: e2eEnvironment.SANDBOX_URL,
  });
  const theirs = givenFor(app, other);
  const { campaignId, changeSetId } = await theirs.submittedCampaign({ name: "Their secret plan" });
  const { rows } = await theirs.as("viewer").mediaBuys.list({});
  expect(organisation.organisationId).not.toBe(other.organisationId);
  await signIn("admin");
  for (const path of [
    ...["", "/products", "/packages", "/creatives", "/review", "/media-buys"].map(
      (tab) => `/campaigns/${campaignId}${tab}`,
    ),
    `/media-buys/${rows[0]?.id}`,
    `/approvals/${changeSetId}`,
    `/agents/${other.salesAgentIds[0]}`,
    `/campaigns/${newUuidV7()}`,
    "/campaigns/not-an-id",
    "/media-buys/1%20OR%201=1",
  ]) {
    await page.goto(path);
    await isNotFound(page);
    await expect(page.getByText("Their secret plan")).toHaveCount(0);
  }
});

/** The words are the field's own description, where a screen reader finds them, and the field is marked. */
async function isWrong(field: Locator, words: RegExp): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(words);
}

/** The not-found page, with the desk's own navigation around it. */
async function isNotFound(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Desk", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /account/i })).toBeVisible();
}
