import { expect, test } from "./fixtures";

const careful = "Northlight TV";

test("an administrator turns webhooks on, and a create that a person looks at is told of", async ({
  page,
  signIn,
  given,
}) => {
  await given.reachedAgents();
  const agents = await given.as("viewer").salesAgents.list();
  const salesAgentId = agents.find((agent) => agent.name === careful)?.id ?? "";
  await signIn("admin");
  await page.goto(`/agents/${salesAgentId}`);
  const webhooks = page.getByRole("region", { name: "Webhooks", exact: true });
  await expect(webhooks).toContainText("Off: the seller is polled");
  await webhooks.getByRole("button", { name: "Change webhooks" }).click();
  const dialog = page.getByRole("dialog", { name: "Change webhooks" });
  await dialog.getByLabel("Signed").selectOption("With a shared secret (HMAC)");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(webhooks).toContainText("set, kept encrypted");

  await webhooks.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const secret = page.getByRole("dialog", { name: "The new secret" }).getByLabel("Secret");
  await expect(secret).toHaveValue(/^[\w-]{43}$/);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(secret).toHaveCount(0);
  await expect(webhooks).toContainText("the one before counted until");

  await given.boughtCampaign();
  const { forAgent } = given.as("viewer").webhooks;
  await expect
    .poll(async () => (await forAgent({ salesAgentId })).lines.map((line) => [line.kind, line.task?.type]))
    .toContainEqual(["applied", "create_media_buy"]);
  await page.reload();
  const lately = page.getByRole("table", { name: "What happened with this agent lately" });
  const told = lately.getByRole("row").filter({ hasText: "A new media buy: completed" });
  await expect(told).toContainText("Looked at once");
});
