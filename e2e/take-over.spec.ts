import { axeFindings, wcag } from "./axe";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

/** The sandbox account of one seller gets media buys that nobody here made; all tests share it and leave it alone. */
const sellerAccount = "acc_careful_sandbox";
const many = 300;

test("a planner reads an account, takes over what was made elsewhere and a manager pauses one of it", async ({
  page,
  signIn,
  given,
  organisation,
  app,
}) => {
  const planted = await page.request.post(`${e2eEnvironment.SANDBOX_URL}/careful/_elsewhere`, {
    data: { account_id: sellerAccount, count: many },
  });
  expect(planted.ok()).toBe(true);
  await given.reachedAgents();
  const account = await app.db.account.findFirstOrThrow({
    where: { organisationId: organisation.organisationId, sellerAccountId: sellerAccount },
  });
  await signIn("planner");
  await page.goto(`/agents/${account.salesAgentId}`);
  await page.getByRole("link", { name: "Media buys of its accounts" }).click();
  await page.getByRole("combobox", { name: "Account" }).selectOption(account.id);
  await expect(page).toHaveURL(/account=/);
  await expect(page.getByText("Not read yet")).toBeVisible();
  await page.getByRole("button", { name: "Read all media buys" }).click();
  // Some more than were planted: checks of its promise by the other tests' desks end on this account too.
  await expect(page.getByText(/^3\d\d media buys on \d pages in /)).toBeVisible();

  const table = page.getByRole("table", { name: "Media buys found" });
  await expect(table.getByRole("row")).toHaveCount(51);
  expect(await axeFindings(page, wcag)).toEqual([]);
  await page.getByLabel("Status at the seller").selectOption("active");
  await page.getByLabel("Search what was found").fill("northwind");
  await expect(page.getByRole("navigation", { name: "Pages of the list" }).getByText("1–50 of 60")).toBeVisible();
  await page.getByRole("button", { name: "Choose all 60 that match" }).click();
  await page.getByRole("button", { name: "Take over…" }).click();
  const dialog = page.getByRole("dialog", { name: "Take over media buys made elsewhere" });
  await expect(dialog.getByText(/does not show .*pricing option/)).toBeVisible();
  await dialog.getByLabel(/One campaign per brand \(1 new campaign\)/).check();
  await dialog.getByRole("button", { name: "Take over 60" }).click();
  await expect(page.getByText("60 media buys taken over, 1 campaign made.")).toBeVisible();
  await page.getByLabel("Where it was made").selectOption("here");

  await table.getByRole("link").first().click();
  await expect(page.getByText(/Made elsewhere, taken over/)).toBeVisible();
  const mediaBuy = page.url();
  await signIn("manager");
  await page.goto(mediaBuy);
  await page.getByRole("button", { name: "Pause", exact: true }).first().click();
  await expect(page.getByRole("region", { name: "Changes" }).getByText("Applied").first()).toBeVisible();
});
