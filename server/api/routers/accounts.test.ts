import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { addMillis } from "../../domain/time";
import { claimDueJobs } from "../../queue/jobs";
import { getCampaign } from "../../repositories/campaigns";
import { listSalesAgents } from "../../repositories/sales-agents";
import { type Sandbox, startSandbox } from "../../sandbox/start-sandbox";
import { checkAccountJob } from "../../seller-calls/check-account-job";
import { contactSalesAgent } from "../../seller-calls/contact-sales-agent";
import { reach } from "../../seller-calls/reach";
import { asCampaignBuys } from "../../workflows/campaign-accounts";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { givenBought, givenCampaign, givenPeople, givenSeller, givenSubmission } from "./test-campaigns";
import { refusal } from "./test-refusal";

const folder = mkdtempSync(join(tmpdir(), "flightdeck-accounts-"));
const refusalOf = async (work: Promise<unknown>) => (await refusal(work)).code;
let database: TestDatabase;
let desk: TestDesk;
let sandbox: Sandbox;
let careful: string;
let prompt: string;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 60 });
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
  careful = await reached("careful");
  prompt = await reached("prompt");
});
afterAll(async () => {
  await desk.close();
  await sandbox.close();
  await database.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function reached(seller: string): Promise<string> {
  const id = await desk.addAgent({
    name: seller,
    url: `${sandbox.url}/${seller}/mcp`,
    token: `sandbox-${seller}-token`,
  });
  expect((await contactSalesAgent(desk.ports, testOrganisation, id)).kind).toBe("ok");
  return id;
}

async function account(id: string | null) {
  const { accounts } = await desk.as("viewer").salesAgents.get({ salesAgentId: careful });
  const found = accounts.find((one) => one.id === id);
  if (!found) throw new Error("The account is not there");
  return found;
}

/** What the worker does a while later by itself. */
async function looksAgain(accountId: string): Promise<void> {
  const claim = { now: addMillis(desk.ports.clock(), 120_000), leaseMs: 1, limit: 16 };
  const job = (await claimDueJobs(database.db, claim)).find((one) => one.subjectId === accountId);
  if (!job) throw new Error("Nobody looks at the account again");
  await checkAccountJob(desk.ports, job, { pollSeconds: 1, deliverySeconds: 1, leaseMs: 1 });
}

const request = (salesAgentId: string, brandDomain: string, sandboxMoney = false) =>
  ({ salesAgentId, brandDomain, operator: "", billing: "operator", sandbox: sandboxMoney }) as const;

it("opens an account that a person has to set up first, and asks again until it is open", async () => {
  const admin = desk.as("admin");
  const opened = await admin.accounts.open(request(careful, "https://www.Acme.example/shop"));
  expect(opened).toMatchObject({ status: "pending_approval", problem: null });
  const waiting = await account(opened.accountId);
  expect(waiting).toMatchObject({ brandDomain: "www.acme.example", operator: "www.acme.example", isDefault: false });
  const { setup, reference, billing } = waiting.details;
  expect({ reference, billing }).toEqual({ reference: "natural", billing: "operator" });
  expect(setup).toMatchObject({ message: "Accept the terms of business before the first order." });
  expect(setup?.url).toContain(`${sandbox.url}/careful/setup/`);

  expect(await admin.accounts.check({ accountId: waiting.id })).toEqual({ status: "pending_approval", problem: null });
  const campaignId = await givenCampaign(desk, [await givenSeller(desk, "Other")], "Waits");
  const choice = { campaignId, salesAgentId: careful, accountId: waiting.id };
  expect(await refusalOf(desk.as("planner").accounts.chooseForCampaign(choice))).toBe("SELLER_LIMIT");

  await looksAgain(waiting.id);
  expect((await account(waiting.id)).status).toBe("pending_approval");
  await fetch(setup?.url ?? "", { method: "POST" });
  await looksAgain(waiting.id);
  expect((await account(waiting.id)).status).toBe("active");
  expect(await database.db.job.count({ where: { kind: "check_account" } })).toBe(0);
  expect(await admin.accounts.check({ accountId: waiting.id })).toEqual({ status: "active", problem: null });
  expect((await account(waiting.id)).details.setup).toBeNull();

  await desk.as("planner").accounts.chooseForCampaign(choice);
  const agents = await listSalesAgents(database.db, testOrganisation);
  const campaign = await getCampaign(database.db, testOrganisation, campaignId);
  const buying = await database.db.$transaction((tx) => asCampaignBuys(tx, desk.ports, campaign, agents));
  const chosen = buying.find((agent) => agent.id === careful)?.accounts.find((one) => one.isDefault);
  expect(chosen?.id).toBe(waiting.id);
});

it("opens a sandbox account at once, and refuses what the seller does not take", async () => {
  const admin = desk.as("admin");
  const opened = await admin.accounts.open(request(careful, "play.example", true));
  expect(opened.status).toBe("active");
  expect(await account(opened.accountId)).toMatchObject({ sandbox: true });
  expect(await refusalOf(admin.accounts.open(request(careful, "no domain")))).toBe("INVALID_INPUT");
  const login = await givenSeller(desk, "Login");
  const said = JSON.stringify({ tools: ["list_accounts", "sync_accounts"], requireOperatorAuth: true });
  await database.db.salesAgent.update({ where: { id: login.agentId }, data: { capabilities: said } });
  expect(await refusalOf(admin.accounts.open(request(login.agentId, "acme.example")))).toBe("SELLER_LIMIT");
});

it("reads how an account stands with money where the seller tells", async () => {
  const { accounts } = await desk.as("viewer").salesAgents.get({ salesAgentId: prompt });
  const main = accounts.find((one) => one.sellerAccountId === "acc_prompt_main");
  expect(main?.details).toMatchObject({ billing: "operator", paymentTerms: "net_30", reference: "id" });
  expect(main?.details.financials).toMatchObject({
    currency: "USD",
    creditLimitMicros: 250_000_000_000n,
    availableCreditMicros: 250_000_000_000n,
    paymentStatus: "current",
  });
  expect(await desk.as("admin").accounts.readFinancials({ accountId: main?.id ?? "" })).toEqual({ problem: null });
  const other = (await desk.as("viewer").salesAgents.get({ salesAgentId: careful })).accounts[0];
  const refused = await desk.as("admin").accounts.readFinancials({ accountId: other?.id ?? "" });
  expect(refused.problem).toMatch(/does not say/);
});

it("takes what the seller says of its accounts: statuses, and one that is gone", async () => {
  const put = (status: string) =>
    fetch(`${sandbox.url}/prompt/accounts/acc_prompt_main`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status }),
    });
  await put("payment_required");
  await contactSalesAgent(desk.ports, testOrganisation, prompt);
  const { accounts } = await desk.as("viewer").salesAgents.get({ salesAgentId: prompt });
  expect(accounts.find((one) => one.sellerAccountId === "acc_prompt_main")?.status).toBe("payment_required");
  await put("active");
});

it("buys at an agent without account tools on the brand's own name, and follows the brand", async () => {
  const seller = await givenSeller(desk, "No tools");
  await database.db.account.deleteMany({ where: { salesAgentId: seller.agentId } });
  const campaignId = await givenCampaign(desk, [{ ...seller, accountId: "" }], "Implicit");
  await database.db.package.updateMany({ where: { campaignId }, data: { accountId: null } });
  const planner = desk.as("planner");
  await planner.accounts.chooseForCampaign({ campaignId, salesAgentId: seller.agentId, accountId: null });
  const review = await planner.changeSets.review({ campaignId });
  const domain = `${campaignId}.example`;
  expect(review.sellers[0]?.account?.name).toBe(domain);
  expect(review.sellers[0]?.request).toContain(`"operator": "${domain}"`);

  const { id: brandId } = await planner.campaigns.createBrand({ name: "Second", domain: "second.example" });
  const { revision } = await database.db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  await planner.campaigns.saveDraft({ campaignId, revision, patch: { brandId } });
  const after = await planner.changeSets.review({ campaignId });
  expect(after.sellers[0]?.account?.name).toBe("second.example");
});

it("asks a seller that lists no account by brand and operator, over the wire", async () => {
  const salesAgentId = await reached("awkward");
  const { capabilities } = await database.db.salesAgent.findUniqueOrThrow({ where: { id: salesAgentId } });
  const said = JSON.parse(capabilities ?? "{}");
  const tools = said.tools.filter((tool: string) => !tool.endsWith("_accounts"));
  await database.db.salesAgent.update({
    where: { id: salesAgentId },
    data: { capabilities: JSON.stringify({ ...said, tools }) },
  });
  await database.db.account.deleteMany({ where: { salesAgentId } });
  const campaignId = await givenCampaign(desk, [await givenSeller(desk, "Beside")], "Wire");
  await desk.as("planner").accounts.chooseForCampaign({ campaignId, salesAgentId, accountId: null });
  const { accounts } = await desk.as("viewer").salesAgents.get({ salesAgentId });
  expect(accounts.map(({ name, details }) => [name, details.source])).toEqual([[`${campaignId}.example`, "implicit"]]);
  const place = { organisationId: testOrganisation, salesAgentId, accountId: accounts[0]?.id ?? null };
  const { agent, account: named } = await reach(desk.ports, place);
  expect(named).toMatchObject({ kind: "natural", brandDomain: `${campaignId}.example` });
  expect(await agent.getMediaBuys(named, null)).toMatchObject({ kind: "ok", value: [] });
});

it("refuses an edit that the standing of the account forbids, and says the rule on the page", async () => {
  const seller = await givenSeller(desk, "Standing");
  const { mediaBuyId, revision, packageId } = await givenBought(desk, seller);
  await database.db.account.update({ where: { id: seller.accountId }, data: { status: "suspended" } });
  const edit = { mediaBuyId, revision, packages: { [packageId]: { budgetMicros: 900_000_000n } }, reason: "Less" };
  expect(await refusalOf(desk.as("manager").changeSets.stageEdit(edit))).toMatch(
    /INVALID_INPUT|SELLER_LIMIT|NOT_ALLOWED/,
  );
  const view = await desk.as("viewer").mediaBuys.get({ mediaBuyId });
  expect(view.allowed.updateBudget).toMatch(/is suspended; media buys are changed only while it is active/);
});

it("names one by the seller's id or by brand and operator, as an administrator says", async () => {
  const { accounts } = await desk.as("viewer").salesAgents.get({ salesAgentId: prompt });
  const main = accounts.find((one) => one.sellerAccountId === "acc_prompt_main");
  const accountId = main?.id ?? "";
  await desk.as("admin").accounts.nameBy({ accountId, reference: "natural" });
  await contactSalesAgent(desk.ports, testOrganisation, prompt);
  const again = (await desk.as("viewer").salesAgents.get({ salesAgentId: prompt })).accounts;
  expect(again.find((one) => one.id === accountId)?.details.reference).toBe("natural");
  const other = await desk
    .addOrganisation("0198a000-0000-7000-8000-000000000077")
    .then(() => "0198a000-0000-7000-8000-000000000077");
  expect(await refusalOf(desk.as("admin", other).accounts.nameBy({ accountId, reference: "id" }))).toBe("NOT_FOUND");
  expect(await refusalOf(desk.as("admin", other).accounts.check({ accountId }))).toBe("NOT_FOUND");
});

it("sends nothing under an account that was closed after it was asked for", async () => {
  const seller = await givenSeller(desk, "Closing");
  const campaignId = await givenCampaign(desk, [seller], "Closing");
  const changeSetId = await givenSubmission(desk, campaignId);
  await database.db.account.update({ where: { id: seller.accountId }, data: { status: "payment_required" } });
  const { payloadHash } = await desk.as("approver").changeSets.get({ changeSetId });
  const refused = await refusal(
    desk.as("approver").changeSets.approve({ changeSetId, payloadHash: payloadHash ?? "" }),
  );
  expect(refused).toMatchObject({ code: "SELLER_LIMIT" });
  expect(refused.message).toMatch(/is in want of a payment; media buys are made only while it is active/);
});
