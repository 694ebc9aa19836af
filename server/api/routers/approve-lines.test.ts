import { TRPCError } from "@trpc/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { DomainError } from "../../domain/errors";
import { getChange } from "../../repositories/changes";
import { saveMediaBuy } from "../../repositories/media-buys";
import { hashRequest } from "../../seller-calls/queue-seller-call";
import { releaseChange } from "../../seller-calls/release-change";
import { reopenLine } from "../../seller-calls/reopen-line";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { givenBought, givenCampaign, givenPeople, givenSeller, givenSubmission, now } from "./test-campaigns";

let database: TestDatabase;
let desk: TestDesk;
let campaignId: string;
let changeSetId: string;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  campaignId = await givenCampaign(desk, [
    await givenSeller(desk, "Northlight TV"),
    await givenSeller(desk, "Tagblatt"),
  ]);
  changeSetId = await givenSubmission(desk, campaignId);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

async function refusal(work: Promise<unknown>): Promise<string | null> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return null;
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof DomainError ? cause.code : String(error);
}

const view = (id = changeSetId) => desk.as("approver").changeSets.get({ changeSetId: id });
const sign = async (lineIds?: readonly string[], role: "approver" | "admin" = "approver") => {
  const { payloadHash } = await view();
  return desk.as(role).changeSets.approve({ changeSetId, payloadHash, ...(lineIds && { lineIds: [...lineIds] }) });
};
const sendBack = (lineIds?: readonly string[]) =>
  desk.as("approver").changeSets.reject({ changeSetId, reason: "Not now", ...(lineIds && { lineIds: [...lineIds] }) });
const lines = async () => {
  const [first, second] = (await view()).lines.map((line) => line.changeId);
  return [first ?? "", second ?? ""] as const;
};

describe("deciding line by line", () => {
  it("sends the signed line and leaves the other one waiting", async () => {
    const [first, second] = await lines();
    expect(await sign([first])).toMatchObject({ state: "in_review" });
    const shown = await view();
    expect(shown.changes.map((change) => change.state)).toEqual(["sending", "in_review"]);
    expect(shown.lines).toMatchObject([
      { waits: false, decision: { kind: "approved", by: { name: "The approver" } } },
      { waits: true, decision: null, rule: "Every new media buy needs an approver", stale: null },
    ]);
    expect(shown).toMatchObject({ waitingCount: 1, rule: "Every new media buy needs an approver", ruleKind: "create" });
    expect(await database.db.sellerCall.count()).toBe(1);
    expect(await refusal(sign([first]))).toBe("INVALID_TRANSITION");
    expect(await refusal(sign([changeSetId]))).toBe("NOT_FOUND");
    expect(await sign([second], "admin")).toMatchObject({ state: "applying" });
    expect(await database.db.sellerCall.count()).toBe(2);
  });

  it("binds each line to its bytes and to the seller's revision", async () => {
    await sign();
    const { approvals } = await database.db.changeSet.findFirstOrThrow({
      include: { approvals: { include: { lines: true } } },
    });
    const changes = await database.db.change.findMany({ orderBy: { position: "asc" } });
    expect(approvals[0]?.lines.map((line) => [line.changeId, line.payloadHash, line.sellerRevision])).toEqual(
      changes.map((change) => [change.id, hashRequest(change.request), null]),
    );
  });

  it("keeps what was signed when the rest is sent back, as a rejected buy that was never sent", async () => {
    const [first, second] = await lines();
    await sign([first]);
    expect(await sendBack([second])).toMatchObject({ state: "applying" });
    const { rows } = await desk.as("viewer").mediaBuys.list({ campaignId });
    expect(rows.map((row) => row.status).sort()).toEqual(["PENDING_APPROVAL", "REJECTED"]);
    expect(await database.db.package.count({ where: { campaignId, mediaBuyId: null } })).toBe(0);
    await database.db.change.updateMany({ where: { id: first }, data: { state: "settled" } });
    expect((await view()).lines[1]?.decision?.kind).toBe("rejected");
  });

  it("leaves no trace once every line is sent back, one after the other", async () => {
    const [first, second] = await lines();
    expect(await sendBack([first])).toMatchObject({ state: "in_review" });
    expect(await sendBack([second])).toMatchObject({ state: "rejected" });
    expect(await database.db.mediaBuy.count()).toBe(0);
    expect(await database.db.package.count({ where: { campaignId, mediaBuyId: null } })).toBe(2);
    expect((await desk.as("planner").changeSets.review({ campaignId })).campaign.state).toBe("draft");
  });

  it("lets the author withdraw only what waits still", async () => {
    const [first] = await lines();
    await sign([first]);
    expect(await desk.as("planner").changeSets.discard({ changeSetId })).toMatchObject({ state: "applying" });
    expect(await database.db.mediaBuy.count()).toBe(2);
    expect((await view()).changes.map((change) => change.state)).toEqual(["sending", "rejected"]);
  });

  it("has one winner when two approvers sign at once", async () => {
    const outcomes = await Promise.all([refusal(sign()), refusal(sign(undefined, "admin"))]);
    expect(outcomes.sort()).toEqual(["INVALID_TRANSITION", null]);
    expect(await database.db.sellerCall.count()).toBe(2);
  });
});

describe("other bytes than the signed ones", () => {
  const stored = async () => database.db.change.findFirstOrThrow({ orderBy: { position: "asc" } });
  const alter = async (rehash: boolean) => {
    const { id, request } = await stored();
    const other = request.replace("1000", "9000");
    expect(other).not.toBe(request);
    const hash = rehash ? { payloadHash: hashRequest(other) } : {};
    await database.db.change.update({ where: { id }, data: { request: other, ...hash } });
    return id;
  };

  it("cannot be signed when they moved after they were shown", async () => {
    const { payloadHash } = await view();
    await alter(true);
    expect(await refusal(desk.as("approver").changeSets.approve({ changeSetId, payloadHash }))).toBe("STALE_APPROVAL");
  });

  it("cannot be sent when they are not what their hash says, or not what was signed", async () => {
    const id = await alter(false);
    expect(await refusal(sign())).toBe("STALE_APPROVAL");
    await database.db.change.update({ where: { id }, data: { state: "approved" } });
    for (const rehash of [false, true]) {
      const { request } = await stored();
      const data = rehash ? { payloadHash: hashRequest(request) } : {};
      await database.db.change.update({ where: { id }, data });
      const released = desk.ports.inTransaction((tx) => releaseChange(tx, desk.ports, id));
      expect(await refusal(released)).toBe("STALE_APPROVAL");
    }
    expect(await database.db.sellerCall.count()).toBe(0);
  });
});

it("a line that moved at the seller is looked at again and signed alone", async () => {
  const seller = await givenSeller(desk, "Bazaar");
  const { mediaBuyId, packageId, revision } = await givenBought(desk, seller, "Winter");
  const packages = { [packageId]: { budgetMicros: 9_000_000_000n } };
  const staged = await desk.as("manager").changeSets.stageEdit({ mediaBuyId, revision, packages, reason: "More" });
  expect(staged.state).toBe("in_review");
  const key = { organisationId: testOrganisation, mediaBuyId, at: now };
  await desk.ports.inTransaction((tx) => saveMediaBuy(tx, key, { sellerRevision: 8 }));
  const before = await view(staged.changeSetId);
  expect(before).toMatchObject({
    stale: true,
    lines: [{ canRecheck: true, stale: expect.stringContaining("re-check") }],
  });
  const approve = (payloadHash: string) =>
    desk.as("approver").changeSets.approve({ changeSetId: staged.changeSetId, payloadHash });
  expect(await refusal(approve(before.payloadHash))).toBe("STALE_APPROVAL");
  await desk.as("approver").changeSets.recheck({ changeSetId: staged.changeSetId });
  const after = await view(staged.changeSetId);
  expect(after).toMatchObject({ stale: false, lines: [{ canRecheck: false, stale: null }] });
  expect(await refusal(approve(before.payloadHash))).toBe("STALE_APPROVAL");
  expect(await approve(after.payloadHash)).toMatchObject({ state: "applying" });
});

it("a signed line that is held back waits alone, says why, and is signed again after a fresh look", async () => {
  const seller = await givenSeller(desk, "Bazaar");
  const { mediaBuyId, packageId, revision } = await givenBought(desk, seller, "Winter");
  const packages = { [packageId]: { budgetMicros: 9_000_000_000n } };
  const edit = { mediaBuyId, revision, packages, reason: "More" };
  const { changeSetId: id } = await desk.as("manager").changeSets.stageEdit(edit);
  const approve = async () =>
    desk.as("approver").changeSets.approve({ changeSetId: id, payloadHash: (await view(id)).payloadHash });
  expect(await approve()).toMatchObject({ state: "applying" });
  const [line] = (await view(id)).changes;
  const moved = { code: "STALE_EDIT", message: "Budget is EUR 700.00 now", recovery: "correctable" } as const;
  const rest = { field: null, suggestion: null, retryAfterSeconds: null, httpStatus: null, details: null };
  await desk.ports.inTransaction(async (tx) =>
    reopenLine(tx, desk.ports, await getChange(tx, line?.id ?? ""), { ...moved, ...rest }),
  );
  await database.db.sellerCall.updateMany({ data: { state: "refused" } });
  const shown = await view(id);
  expect(shown).toMatchObject({
    state: "in_review",
    waitingCount: 1,
    changes: [{ state: "in_review", error: null }],
    lines: [{ waits: true, canRecheck: true, reopened: "Budget is EUR 700.00 now", decision: null }],
  });
  expect(await refusal(approve())).toBe("STALE_APPROVAL");
  await desk.as("approver").changeSets.recheck({ changeSetId: id });
  expect(await approve()).toMatchObject({ state: "applying" });
  expect((await view(id)).lines).toMatchObject([{ waits: false, decision: { kind: "approved" } }]);
});
