import { alive, expect, test } from "./fixtures";

test("a person signs in, lands where they were going, and signs out", async ({ page, organisation }) => {
  await page.goto("/media-buys");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(organisation.users.manager.email);
  await page.getByLabel("Password", { exact: true }).fill("flightdeck-e2e-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Media buys" })).toBeVisible();
  // The sign-in ends with a full load, which no goto waited for.
  await alive(page);
  await page.getByRole("button", { name: /account/i }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/media-buys");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a wrong password and an unknown person are told the same, and what was typed stays", async ({
  page,
  organisation,
}) => {
  const words: (string | null)[] = [];
  for (const email of [organisation.users.viewer.email, "nobody@nowhere.example"]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\w/ });
    await expect(alert).toBeVisible();
    words.push(await alert.textContent());
    await expect(page.getByLabel("Email")).toHaveValue(email);
  }
  expect(words[0]).toBe(words[1]);
});
