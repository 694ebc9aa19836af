import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../../db/test-database";
import { type Role, roles } from "../../domain/permissions";
import { addDays, addMillis, dayIn, systemClock } from "../../domain/time";
import { startSandbox } from "../../sandbox/start-sandbox";
import { callTool } from "../../sandbox/wire-client";
import { type LiveDesk, liveDesk } from "../test-live-desk";
import type { ChangeSetView } from "../views/change-view";
import type { ProductSearchView } from "../views/product-view";
import type { ProposalView } from "../views/proposal-view";

let live: LiveDesk;
let names: Record<Role, string>;

beforeAll(async () => {
  live = await liveDesk("proposals", { startSandbox, testDatabase }, { reviewSeconds: 0, deliverySeconds: 60 });
  names = Object.fromEntries(
    roles.map((role) => [role, live.desk.actor(role, live.organisationId).name]),
  ) as typeof names;
});
afterAll(() => live.close());

const as = (role: Role) => live.desk.as(role, live.organisationId);
const units = (whole: number) => BigInt(whole) * 1_000_000n;

async function lastOf<View>(events: AsyncIterable<unknown>): Promise<View> {
  let last: View | undefined;
  for await (const event of events) if (isTrackedEnvelope<View>(event)) last = event[1];
  if (!last) throw new Error("Nothing was shown");
  return last;
}

async function shown(searchId: string): Promise<ProductSearchView> {
  return lastOf(await as("viewer").products.follow({ searchId }));
}

/** A campaign of USD 60,000 that has been asked for products, with the plan that Northlight offers for it. */
async function offered(
  brief: string,
): Promise<{ campaignId: string; search: ProductSearchView; proposal: ProposalView }> {
  const planner = as("planner");
  const today = dayIn(systemClock(), "Europe/Berlin");
  const [brand] = await planner.campaigns.brands();
  const { campaignId } = await planner.campaigns.create({ name: brief.slice(0, 40) });
  const flight = { startDay: addDays(today, 1), endDay: addDays(today, 30) };
  const patch = {
    brandId: brand?.id ?? null,
    brief,
    ...flight,
    totalMicros: units(60_000),
    currency: "USD",
    poNumber: "PO-1",
  };
  await planner.campaigns.saveDraft({ campaignId, revision: 1, patch });
  const search = await shown((await planner.products.search({ campaignId })).searchId);
  return { campaignId, search, proposal: only(search) };
}

function only(search: ProductSearchView): ProposalView {
  const [proposal, ...others] = search.proposals;
  if (!proposal || others.length > 0) throw new Error(`${search.proposals.length} proposals`);
  return proposal;
}

async function finalized({ id }: ProposalView): Promise<ProposalView> {
  return only(await shown((await as("planner").proposals.finalize({ proposalId: id })).searchId));
}

function sign(role: Role, { id, termsHash }: ProposalView, signatory = names[role]) {
  return as(role).proposals.sign({ proposalId: id, termsHash: termsHash ?? "", signatory });
}

/** Approved, and followed until the seller has answered. */
async function approved(changeSetId: string): Promise<ChangeSetView> {
  const { payloadHash } = await as("approver").changeSets.get({ changeSetId });
  await as("approver").changeSets.approve({ changeSetId, payloadHash });
  live.worker.wake();
  return lastOf(await as("viewer").changeSets.follow({ changeSetId }));
}

async function blocking(campaignId: string): Promise<string[]> {
  const { issues } = await as("viewer").changeSets.review({ campaignId });
  return issues.filter(({ level }) => level === "blocking").map(({ message }) => message);
}

describe("a proposal", () => {
  it("is refined, taken, made firm, signed and bought by its id", async () => {
    const { campaignId, search, proposal } = await offered("Outdoor jackets, streaming video and display");
    expect(proposal).toMatchObject({
      standing: "draft",
      currency: "USD",
      totalMicros: units(60_000),
      problem: null,
      taken: null,
    });
    expect(proposal.lines.map(({ percentMicros }) => percentMicros)).toEqual([50_000_000n, 30_000_000n, 20_000_000n]);

    const ask = "without display";
    const refined = await shown(
      (
        await as("planner").products.refine({
          searchId: search.id,
          proposals: [{ proposalId: proposal.id, action: "include", ask }],
        })
      ).searchId,
    );
    const better = only(refined);
    expect(better).toMatchObject({ id: proposal.id, standing: "draft" });
    expect(better.lines).toHaveLength(2);
    const answers = refined.answers.map((answer) => [
      answer.salesAgent.name,
      answer.refinement.map(({ status }) => status),
    ]);
    expect(answers).toEqual([
      ["Bazaar Exchange", []],
      ["Northlight TV", ["applied"]],
      ["Tagblatt Media", []],
    ]);
    expect(new Set(refined.products.map(({ salesAgent }) => salesAgent.name)).size).toBe(3);

    await as("planner").proposals.take({ proposalId: proposal.id });
    const { packages } = await as("viewer").packages.list({ campaignId });
    expect(packages.reduce((sum, row) => sum + row.budgetMicros, 0n)).toBe(units(60_000));
    expect(await blocking(campaignId)).toEqual([expect.stringContaining("ask the seller for firm terms first")]);
    await expect(as("planner").proposals.take({ proposalId: proposal.id })).rejects.toThrow(/already/);
    await expect(sign("approver", better, names.approver)).rejects.toThrow();

    const firm = await finalized(proposal);
    expect(firm).toMatchObject({ standing: "committed", signature: { state: "missing" } });
    expect(firm.insertionOrder?.total).toEqual({ micros: units(60_000), currency: "USD" });
    expect(await blocking(campaignId)).toEqual([expect.stringContaining("has to be signed")]);
    await expect(sign("approver", firm, "Somebody Else")).rejects.toThrow(/your own name/);
    await expect(sign("planner", firm)).rejects.toThrow(/may not/);
    await sign("approver", firm);
    expect(await blocking(campaignId)).toEqual([]);

    const review = await as("planner").changeSets.review({ campaignId });
    const [seller] = review.sellers;
    expect(seller?.proposal).toMatchObject({ proposalId: proposal.proposalId, signed: { signatory: names.approver } });
    expect(JSON.parse(seller?.request ?? "{}")).toMatchObject({
      proposal_id: proposal.proposalId,
      total_budget: { amount: 60_000, currency: "USD" },
      io_acceptance: { io_id: firm.insertionOrder?.ioId, signatory: names.approver },
    });
    expect(JSON.parse(seller?.request ?? "{}")).not.toHaveProperty("packages");

    const { revision } = review.campaign;
    const { changeSetId } = await as("planner").changeSets.submitCampaign({ campaignId, revision, reason: "Season" });
    const done = await approved(changeSetId);
    expect(done.changes.map(({ state, error }) => [state, error])).toEqual([["settled", null]]);
    expect(done.changes.flatMap(({ fields }) => fields.map(({ verdict }) => verdict))).not.toContain("changed");
    const [row] = (await as("manager").mediaBuys.list({ campaignId })).rows;
    expect(row).toMatchObject({ totalMicros: units(60_000) });
  });

  it("that its packages no longer are is bought as packages, and says why", async () => {
    const { campaignId, proposal } = await offered("Winter boots, streaming video and display");
    await as("planner").proposals.take({ proposalId: proposal.id, totalMicros: units(50_000) });
    const { packages } = await as("viewer").packages.list({ campaignId });
    const [first] = packages;
    if (!first) throw new Error("no package");
    const rows = [{ packageId: first.id, revision: first.revision, budgetMicros: units(35_000) }];
    await as("planner").packages.update({ campaignId, rows });
    expect(await blocking(campaignId)).toEqual([]);
    const { sellers } = await as("viewer").changeSets.review({ campaignId });
    expect(sellers[0]?.proposal).toBeNull();
    expect(JSON.parse(sellers[0]?.request ?? "{}").packages).toHaveLength(packages.length);
    expect(sellers[0]?.issues.map(({ message }) => message)).toContainEqual(expect.stringMatching(/is not its share$/));
  });

  it("whose terms change after somebody signed has to be signed again", async () => {
    const { campaignId, search, proposal } = await offered("Spring tents, streaming video and display");
    await as("planner").proposals.take({ proposalId: proposal.id });
    const firm = await finalized(proposal);
    await sign("approver", firm);
    const entry = { proposalId: proposal.id, action: "include" as const, ask: "more streaming" };
    await shown((await as("planner").products.refine({ searchId: search.id, proposals: [entry] })).searchId);
    await as("planner").proposals.untie({ proposalId: proposal.id });
    const { packages } = await as("viewer").packages.list({ campaignId });
    const rows = packages.map(({ id: packageId, revision }) => ({ packageId, revision }));
    await as("planner").packages.remove({ campaignId, rows });
    await as("planner").proposals.take({ proposalId: proposal.id });
    const anew = await finalized(proposal);
    expect(anew.signature).toMatchObject({ state: "void", signatory: names.approver });
    expect(await blocking(campaignId)).toEqual([expect.stringContaining("have changed since")]);
    await expect(sign("approver", firm)).rejects.toThrow(/no longer/);
  });

  it("refused for its terms is made firm, signed and sent anew", async () => {
    const { campaignId, proposal } = await offered("Autumn coats, streaming video and display");
    await as("planner").proposals.take({ proposalId: proposal.id });
    await sign("approver", await finalized(proposal));
    const { revision } = (await as("planner").changeSets.review({ campaignId })).campaign;
    const { changeSetId } = await as("planner").changeSets.submitCampaign({ campaignId, revision, reason: "Season" });
    // Somebody at the agency asked the seller itself: its order has another number now.
    const refine = [{ scope: "proposal", proposal_id: proposal.proposalId, action: "finalize" }];
    const account = { account_id: "acc_careful_main" };
    await callTool(live.sandbox.url, "careful", "get_products", { buying_mode: "refine", refine, account });
    const [refused] = (await approved(changeSetId)).changes;
    expect(refused).toMatchObject({ state: "refused", error: { code: "IO_REQUIRED" }, proposal: { id: proposal.id } });
    const anew = { changeId: refused?.id ?? "", note: "New order" };
    const firm = await finalized(proposal);
    expect(firm.signature.state).toBe("void");
    await expect(as("planner").proposals.sendAnew(anew)).rejects.toThrow(/have changed since/);
    await sign("approver", firm);
    const again = await as("planner").proposals.sendAnew(anew);
    const done = await approved(again.changeSetId ?? "");
    expect(done.changes.map(({ state, error }) => [state, error])).toEqual([["settled", null]]);
  });

  it("that has expired cannot be sent, and who signed does not send", async () => {
    const { campaignId, proposal } = await offered("Summer shoes, streaming video and display");
    await as("planner").proposals.take({ proposalId: proposal.id });
    await sign("admin", await finalized(proposal));
    const { campaign, cannotSubmit } = await as("admin").changeSets.review({ campaignId });
    expect(cannotSubmit).toMatch(/somebody else/);
    const submission = { campaignId, revision: campaign.revision, reason: "Now" };
    await expect(as("admin").changeSets.submitCampaign(submission)).rejects.toThrow(/You signed/);
    const { changeSetId } = await as("planner").changeSets.submitCampaign(submission);
    const { payloadHash } = await as("approver").changeSets.get({ changeSetId });
    live.desk.setClock(addMillis(systemClock(), 3 * 86_400_000));
    await expect(as("approver").changeSets.approve({ changeSetId, payloadHash })).rejects.toThrow(/expired|start/);
    live.desk.setClock(null);
  });

  it("is no part of the whole catalogue", async () => {
    const { campaignId } = await offered("Tents");
    const { searchId } = await as("planner").products.search({ campaignId, mode: "wholesale" });
    const all = await shown(searchId);
    expect(all).toMatchObject({ mode: "wholesale", proposals: [] });
    expect(all.products.length).toBeGreaterThan(15);
    const [first] = all.products.filter(({ salesAgent }) => salesAgent.name === "Northlight TV");
    const leave = { productSnapshotId: first?.id ?? "", action: "omit" as const };
    const rest = await shown((await as("planner").products.refine({ searchId, products: [leave] })).searchId);
    expect(rest.products).toHaveLength(all.products.length - 1);
  });
});
