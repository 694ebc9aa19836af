import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

const careful = "Northlight TV";
const sandboxHost = new URL(e2eEnvironment.SANDBOX_URL).host;

test("an account is opened with the seller's set-up, and a campaign buys on it", async ({
  page,
  signIn,
  given,
  organisation,
}) => {
  await given.reachedAgents();
  const { campaignId } = await given.as("planner").campaigns.create({ name: "Own account" });
  const agents = await given.as("viewer").salesAgents.list();
  const salesAgentId = agents.find((agent) => agent.name === careful)?.id ?? "";
  const brand = `brand-${organisation.organisationId.slice(-12)}.example`;
  const account = `${brand} by agency.example`;

  await signIn("admin");
  await page.goto(`/agents/${salesAgentId}`);
  const accounts = page.getByRole("region", { name: "Accounts", exact: true });
  await accounts.getByRole("button", { name: "Open an account" }).click();
  const dialog = page.getByRole("dialog", { name: `Open an account at ${careful}` });
  await dialog.getByLabel("Brand").fill(`https://${brand}/shop`);
  await dialog.getByLabel("Operator").fill("agency.example");
  await dialog.getByRole("button", { name: "Ask for the account" }).click();
  await expect(dialog).toContainText("Accept the terms of business before the first order.");
  const link = dialog.getByRole("link", { name: /Open the seller's page/ });
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");

  const [seller] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await seller.getByRole("button", { name: "Accept the terms and open the account" }).click();
  await expect(seller.getByText("There is nothing left to do here")).toBeVisible();
  await seller.close();
  await dialog.getByRole("button", { name: "Check again" }).click();
  await expect(dialog).toContainText(`${account} is open`);
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = accounts.getByRole("row").filter({ hasText: account });
  await expect(row).toContainText("Active");
  await expect(row).toContainText("named by brand and operator");

  await signIn("planner");
  await page.goto(`/campaigns/${campaignId}/products`);
  await page.getByText("the default one at every seller").click();
  await page.getByLabel(`Account at ${careful}`).selectOption({ label: account });
  await expect(page.getByText(`buys on ${account}`)).toBeVisible();
  await expect(page.getByText("chosen at 1 of 3 sellers")).toBeVisible();
});

test("an agent is found by its domain and added over its protocol", async ({ page, signIn, given }) => {
  await given.reachedAgents();
  await signIn("admin");
  await page.goto("/agents");
  await page.getByRole("button", { name: "Add an agent" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a sales agent" });
  await dialog.getByLabel("Find by domain").fill(`http://${sandboxHost}/careful/a2a`);
  await dialog.getByRole("button", { name: "Look it up" }).click();
  const found = dialog.getByRole("list", { name: `Agents found at ${sandboxHost}` });
  await expect(found.getByRole("listitem")).toHaveCount(4);
  await expect(found.getByRole("listitem").filter({ hasText: careful })).toContainText("Added as");
  await found.getByRole("button", { name: /Choose/ }).click();
  await expect(dialog.getByLabel("Address")).toHaveValue(`http://${sandboxHost}/careful/a2a`);
  await expect(dialog.getByLabel("Protocol")).toHaveValue("a2a");
  await dialog.getByLabel("Name").fill("Northlight over A2A");
  await dialog.getByRole("textbox", { name: "Token", exact: true }).fill("sandbox-careful-token");
  await dialog.getByRole("button", { name: "Add and test" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Northlight over A2A" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Accounts", exact: true })).toContainText("Northwind Coffee");
});
