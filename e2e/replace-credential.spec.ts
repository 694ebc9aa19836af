import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

const token = "sandbox-prompt-token";

test("an administrator replaces a credential, has requests signed and rotates the key; no page shows a secret", async ({
  page,
  signIn,
  given,
  organisation,
}) => {
  await given.reachedAgents();
  const agents = await given.as("viewer").salesAgents.list();
  const salesAgentId = agents.find((agent) => agent.name === "Tagblatt Media")?.id ?? "";
  const heard = listen(page);
  await signIn("admin");
  await page.goto(`/agents/${salesAgentId}`);
  await page.getByRole("button", { name: "Replace the credential" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Now: Bearer token");
  await expect(dialog.getByLabel(/^Token/)).toHaveValue("");

  await dialog.getByLabel("Credential").selectOption("OAuth 2.0 client credentials");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Token address")).toHaveAccessibleDescription(/Enter an address such as/);
  await expect(dialog.getByLabel(/^Client secret/)).toHaveAccessibleDescription(/Enter the secret/);

  await dialog.getByLabel("Credential").selectOption("Bearer token");
  await dialog.getByLabel(/^Token/).fill(token);
  await dialog.getByLabel("Sign requests with this organisation's key").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const connection = page.getByRole("region", { name: "Connection" });
  await expect(connection).toContainText("Bearer token, requests signed · set just now by Adam Admin");
  await connection.getByRole("button", { name: /Test/ }).click();
  await expect(connection).toContainText(/Answered in \d+ ms: \d+ tools/);

  await page.goto("/settings");
  const keys = page.getByRole("region", { name: "Keys that sign requests" });
  const row = keys.getByRole("row").filter({ hasText: "flightdeck-" });
  await expect(row).toHaveCount(1);
  await keys.getByRole("button", { name: "Replace the key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace the key" }).click();
  await expect(row).toHaveCount(2);
  await expect(row.nth(0)).toContainText("Signs");
  await expect(row.nth(1)).toContainText("Retired");

  const address = `/api/keys/${organisation.organisationId}`;
  await expect(keys).toContainText(address);
  const { keys: published } = (await (await page.request.get(address)).json()) as { readonly keys: readonly object[] };
  expect(published).toHaveLength(2);
  for (const key of published) expect(key).not.toHaveProperty("d");
  expect((await page.request.get("/api/keys/nobody")).status()).toBe(404);
  expect((await heard()).filter((body) => body.includes(token))).toEqual([]);
});

test("no file that browsers load has a secret of the installation or of the server's code", () => {
  const folder = ".next/static";
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
    /\.(js|css|json|map)$/.test(file),
  );
  expect(files.length).toBeGreaterThan(20);
  const { BETTER_AUTH_SECRET, FLIGHTDECK_ENCRYPTION_KEY, DATABASE_URL } = e2eEnvironment;
  const secrets = [BETTER_AUTH_SECRET, FLIGHTDECK_ENCRYPTION_KEY, DATABASE_URL, "sandbox-prompt-token"];
  const serverWords = ["FLIGHTDECK_ENCRYPTION_KEY", "aes-256-gcm", "credentialSealed", "privateSealed"];
  const found = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return [...secrets, ...serverWords].filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});

/** The bodies of everything that the page gets from the server from now on. */
function listen(page: Page): () => Promise<readonly string[]> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    // A body may be gone with the page that asked for it.
    bodies.push(response.text().catch(() => ""));
  });
  return () => Promise.all(bodies);
}
