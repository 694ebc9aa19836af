import { totp } from "../server/auth/test-totp";
import { expect, test } from "./fixtures";

test("somebody is invited, chooses a password, sets up a second factor and signs in with it", async ({
  page,
  signIn,
  browser,
}) => {
  const email = `nora@${crypto.randomUUID()}.example`;
  await signIn("admin");
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Name").fill("Nora New");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("dialog").getByLabel("Role").selectOption("manager");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const row = page.getByRole("row", { name: /Nora New/ });
  await expect(row.getByText("Invited")).toBeVisible();
  await page.getByText(`to ${email}`).click();
  const letter = await page.locator("details[open] pre").textContent();
  const link = /https?:\S+/.exec(letter ?? "")?.[0] ?? "";

  const context = await browser.newContext();
  const hers = await context.newPage();
  await hers.goto(link);
  await hers.getByLabel("New password").fill("nora chose this one");
  await hers.getByRole("button", { name: "Set the password" }).click();
  await hers.getByRole("link", { name: "Sign in" }).click();
  const enter = async () => {
    await hers.getByLabel("Email").fill(email);
    await hers.getByLabel("Password").fill("nora chose this one");
    await hers.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await enter();
  await expect(hers).toHaveURL(/\/today$/);

  await hers.goto("/account");
  await hers.getByRole("button", { name: "Set it up" }).click();
  await hers.getByLabel("Your password").fill("nora chose this one");
  await hers.getByRole("button", { name: "Set up the second factor" }).click();
  const secret = (await hers.locator("code").first().textContent()) ?? "";
  await hers.getByRole("textbox", { name: "Code" }).fill(totp(secret));
  await hers.getByRole("button", { name: "Turn on" }).click();
  await hers.getByRole("button", { name: "I have kept them" }).click();
  await expect(hers.getByRole("button", { name: "New recovery codes" })).toBeVisible();

  await context.clearCookies();
  await hers.goto("/sign-in");
  await enter();
  await hers.getByLabel("Code from your authenticator app").fill("000000");
  await hers.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(hers.getByText("This code is not right")).toBeVisible();
  await hers.getByLabel("Code from your authenticator app").fill(totp(secret));
  await hers.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(hers).toHaveURL(/\/today$/);

  await page.reload();
  await expect(row.getByText("Active")).toBeVisible();
  await row.getByRole("button", { name: "Disable" }).click();
  await expect(row.getByText("Disabled")).toBeVisible();
  await hers.goto("/today");
  await expect(hers).toHaveURL(/\/sign-in/);
  await context.close();
});
