import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { scoreOf } from "../domain/agent-record/score";
import { deviationLog } from "./agent-deviations";
import { readAgentRecords } from "./agent-records";

const organisationId = "o1";
const now = "2026-11-21T12:00:00.000Z";
const minutesAgo = (minutes: number) => new Date(Date.parse(now) - minutes * 60_000);
const yearAgo = minutesAgo(365 * 24 * 60);

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  for (const id of [organisationId, "o2"]) {
    await database.db.organisation.create({ data: { id, name: id, createdAt: yearAgo } });
  }
  await givenAgent("good", organisationId);
  await givenAgent("bad", organisationId);
  await givenAgent("theirs", "o2");
});
afterAll(() => database.dispose());

async function givenAgent(id: string, organisation: string): Promise<void> {
  const columns = { id, organisationId: organisation, name: id, url: `https://${id}.example/mcp`, protocol: "mcp" };
  await database.db.salesAgent.create({ data: { ...columns, createdAt: yearAgo } });
}

type Exchange = { readonly status: number | null; readonly errorCode?: string; readonly at?: Date };

async function givenExchanges(salesAgentId: string, exchanges: readonly Exchange[]): Promise<void> {
  const rest = { direction: "out", protocol: "mcp", tool: "get_products", method: "POST", url: "https://x.example" };
  await database.db.exchange.createMany({
    data: exchanges.map(({ status, errorCode, at }, index) => ({
      ...rest,
      id: randomUUID(),
      organisationId,
      salesAgentId,
      at: at ?? minutesAgo(index + 1),
      status,
      errorCode: errorCode ?? null,
      milliseconds: 100 + index,
      requestHeaders: "{}",
      responseHeaders: "{}",
    })),
  });
}

async function givenChange(salesAgentId: string, state: string, missed = 0, verifiedAt = minutesAgo(5)): Promise<void> {
  const changeSetId = randomUUID();
  const stamps = { organisationId, createdAt: minutesAgo(10) };
  await database.db.changeSet.create({
    data: { ...stamps, id: changeSetId, title: "Edit", kind: "edit", state: "applied", authorId: "u" },
  });
  await database.db.change.create({
    data: {
      ...stamps,
      id: randomUUID(),
      changeSetId,
      salesAgentId,
      position: 0,
      kind: "update_media_buy",
      state,
      patch: "{}",
      base: "{}",
      request: "{}",
      payloadHash: "h",
      missed,
      ...(state === "settled" ? { verifiedAt, settledAt: verifiedAt } : {}),
    },
  });
}

describe("the record of each agent", () => {
  test("counts what happened in its window, apart from every other agent and organisation", async () => {
    await givenExchanges("good", Array(12).fill({ status: 200 }));
    await givenExchanges("bad", [
      ...Array(6).fill({ status: null, errorCode: "TIMEOUT" }),
      ...Array(5).fill({ status: 200 }),
      { status: 503 },
      { status: 200, at: yearAgo },
    ]);
    for (let n = 0; n < 4; n += 1) await givenChange("good", "settled");
    await givenChange("bad", "settled", 2);
    await givenChange("bad", "settled");
    await givenChange("bad", "settled");
    await givenChange("bad", "settled", 1, yearAgo);
    await givenChange("bad", "unknown");

    const records = await readAgentRecords(database.db, organisationId, now);
    expect([...records.keys()].sort()).toEqual(["bad", "good"]);
    expect(records.get("good")).toMatchObject({
      calls: { count: 12, unanswered: 0, errors: [], medianMs: 105, p95Ms: 111 },
      writes: { verified: 4, missed: 0, unknown: 0 },
    });
    expect(records.get("bad")).toMatchObject({
      calls: { count: 12, unanswered: 7 },
      writes: { verified: 3, missed: 1, unknown: 1 },
    });
    for (const [id, record] of records) {
      expect(await readAgentRecords(database.db, organisationId, now, id)).toEqual(new Map([[id, record]]));
    }
    const scores = [...records].map(([id, record]) => [id, scoreOf(record).grade]);
    expect(Object.fromEntries(scores)).toEqual({ good: "reliable", bad: "unreliable" });
  });

  test("a deviation is kept once an hour, however often it happens", async () => {
    let clock = now;
    const note = deviationLog(database.db, () => clock, randomUUID);
    const deviation = { organisationId, salesAgentId: "good", code: "unreadable_reply", detail: "?" };
    for (let n = 0; n < 50; n += 1) await note(deviation);
    clock = "2026-11-21T13:00:00.000Z";
    await note(deviation);
    const records = await readAgentRecords(database.db, organisationId, clock);
    expect(records.get("good")?.deviations).toEqual([{ code: "unreadable_reply", count: 2 }]);
    expect(records.get("bad")?.deviations).toEqual([]);
  });
});
