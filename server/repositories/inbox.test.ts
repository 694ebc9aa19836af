import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { testServer } from "../db/test-postgresql";
import { queryPlans } from "../db/test-query-plan";
import { type ChangeState, changeStates } from "../domain/change/change-state";
import { ambiguousMatch, notAtSeller, takenButNotShown } from "../domain/media-buy/blocked-by";
import { countInbox, type InboxTab, listInbox } from "./inbox";

const at = new Date(Date.UTC(2026, 0, 1));
const later = new Date(Date.UTC(2026, 0, 3));
const setStates = ["applied", "rejected", "discarded"] as const;
const tasks = ["none", "in time", "overdue", "ended"] as const;
const errors = [null, ambiguousMatch, notAtSeller, takenButNotShown, "CONFLICT"] as const;
const buys = [null, "kept", "archived"] as const;
const tabs = ["open", "asked"] as const;
const answers = ["none", "none", "asked", "closed"] as const;

type Given = {
  readonly id: string;
  readonly organisationId: string;
  readonly state: ChangeState;
  readonly setState: (typeof setStates)[number];
  readonly task: (typeof tasks)[number];
  readonly errorCode: (typeof errors)[number];
  readonly mediaBuyId: (typeof buys)[number];
  readonly answer: (typeof answers)[number];
  readonly missed: number;
};

/** Every state with every mixture of the rest, four of five of one organisation. */
const given: readonly Given[] = changeStates.flatMap((state, of) =>
  Array.from({ length: 72 }, (_, index) => {
    const pick = <T>(from: readonly T[], every: number) => from[Math.floor(index / every) % from.length] as T;
    return {
      // Ids in another order than the rows.
      id: `c-${String((of * 72 + index) * 7919 + 10_000).slice(-4)}-${of}-${index}`,
      organisationId: index % 5 === 4 ? "other" : "o",
      state,
      setState: pick(setStates, 1),
      task: pick(tasks, 3),
      errorCode: errors[(index * 7 + Math.floor(index / 5)) % errors.length] ?? null,
      mediaBuyId: pick(buys, 12),
      answer: pick(answers, 2),
      missed: index % 2,
    };
  }),
);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insert();
});
afterAll(() => database.dispose());

describe("what waits on a person", () => {
  test.each(tabs)("is every change of which the rule says so, page after page: %s", async (tab) => {
    const expected = given
      .filter((one) => one.organisationId === "o" && waits(one, tab))
      .map(({ id }) => id)
      .sort()
      .reverse();
    expect(new Set(given.filter((one) => waits(one, tab)).map(({ state }) => state)).size).toBe(9);
    expect(await pages(tab)).toEqual(expected);
    expect(await countInbox(database.db, "o", tab)).toBe(expected.length);
  });

  // That PostgreSQL goes by an index is held by server/api/statements.test.ts.
  test.each(testServer ? [] : tabs)("is found by its state, past all that was settled as asked: %s", async (tab) => {
    const statements = await database.statementsOf(async () => {
      await countInbox(database.db, "o", tab);
      await listInbox(database.db, "o", { tab, before: "c-5", limit: 3 });
    });
    const steps = queryPlans(database.url, statements).flatMap((plan) => plan.steps);
    const found = steps.filter((step) => /Change_organisationId/.test(step));
    expect(found.filter((step) => !/\(organisationId=\? AND resolvedAt=\? AND state=\?/.test(step))).toEqual([]);
    expect(found.filter((step) => step.includes("missed>?"))).toHaveLength(2);
    expect(found).toHaveLength(10);
  });
});

/** The rule by itself, over one row. */
function waits({ state, setState, task, errorCode, mediaBuyId, answer, missed }: Given, tab: InboxTab): boolean {
  if (answer !== (tab === "open" ? "none" : "asked") || mediaBuyId === "archived") return false;
  switch (state) {
    case "input_required":
    case "unknown":
    case "refused":
    case "failed":
      return true;
    case "rejected":
      return setState === "applied";
    case "settled":
      return missed > 0;
    case "submitted":
    case "working":
      return task === "overdue" || errorCode === ambiguousMatch;
    case "verifying":
      return errorCode !== null && errorCode !== "CONFLICT";
    default:
      return false;
  }
}

async function pages(tab: InboxTab): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const rows = await listInbox(database.db, "o", { tab, before: found.at(-1) ?? null, limit: 20 });
    found.push(...rows.slice(0, 20).map(({ id }) => id));
    if (rows.length <= 20) return found;
  }
}

async function insert(): Promise<void> {
  const { db } = database;
  for (const id of ["o", "other"]) {
    await db.organisation.create({ data: { id, name: id, currency: "EUR", createdAt: at } });
  }
  const own = { organisationId: "o", currency: "EUR", createdAt: at, updatedAt: at };
  const agent = { id: "a", organisationId: "o", name: "Seller", url: "https://a.example", protocol: "mcp" };
  await db.salesAgent.create({ data: { ...agent, createdAt: at } });
  const plan = { name: "Spring", buyerRef: "c", timeZone: "UTC", createdById: "u" };
  await db.campaign.create({ data: { ...own, ...plan, id: "c" } });
  const buy = { ...own, campaignId: "c", salesAgentId: "a", name: "Buy", totalMicros: 1n, status: "ACTIVE" };
  const archived = { ...buy, id: "archived", archivedAt: at };
  await db.mediaBuy.createMany({ data: [{ ...buy, id: "kept", archivedAt: null }, archived] });
  const set = { title: "Set", kind: "edit", authorId: "u", createdAt: at };
  await db.changeSet.createMany({
    data: given.map(({ id, organisationId, setState }) => ({ ...set, id, organisationId, state: setState })),
  });
  const frozen = { kind: "update_media_buy", patch: "{}", base: "{}", request: "{}", payloadHash: "h" };
  await db.change.createMany({
    data: given.map(({ setState, task, answer, ...row }) => ({
      ...frozen,
      ...row,
      changeSetId: row.id,
      salesAgentId: "a",
      position: 0,
      createdAt: at,
      resolution: answer === "none" ? null : `{"kind":"${answer}"}`,
      resolvedAt: answer === "closed" ? at : null,
    })),
  });
  await insertTasks();
}

async function insertTasks(): Promise<void> {
  const { db } = database;
  const asked = given.filter(({ task }) => task !== "none");
  const of = ({ id, organisationId }: Given) => ({ id, organisationId, salesAgentId: "a", createdAt: at });
  const sent = { tool: "update_media_buy", request: "{}", requestHash: "h", state: "waiting" };
  const key = { idempotencyKeySealed: "k", idempotencyKeyPrefix: "k" };
  await db.sellerCall.createMany({ data: asked.map((one) => ({ ...of(one), ...sent, ...key, changeId: one.id })) });
  await db.sellerTask.createMany({
    data: asked.map((one) => ({
      ...of(one),
      sellerCallId: one.id,
      taskId: one.id,
      status: "submitted",
      lastPolledAt: one.task === "in time" ? at : later,
      overdueAt: one.task === "in time" ? later : at,
      settledAt: one.task === "ended" ? later : null,
    })),
  });
}
