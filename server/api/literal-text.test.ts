import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { recordAudit, systemActor } from "../repositories/audit";
import { testOrganisation as organisationId, type TestDesk, testDesk } from "./test-desk";
import { givenExchanges } from "./test-exchanges";

/** What somebody types is what is looked for: nothing in it stands for anything else. */
const texts = ["50% off", "500 off", "a_b", "axb", "c\\d", "cd"];
const asked = {
  "%": ["50% off"],
  _: ["a_b"],
  "\\": ["c\\d"],
  "0%": ["50% off"],
  A_B: ["a_b"],
  "50": ["50% off", "500 off"],
};
const at = new Date("2026-11-21T09:00:00.000Z");

let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  desk = await testDesk(db);
  const stamps = { organisationId, createdById: "u", createdAt: at, updatedAt: at };
  // Ids are searched, too: none may have in it what is asked for.
  const rows = texts.map((name, index) => ({ ...stamps, id: `00000000-0000-4000-8000-00000000000${index}`, name }));
  const plan = { timeZone: "UTC", currency: "EUR" };
  await db.campaign.createMany({ data: rows.map((row) => ({ ...row, ...plan, buyerRef: row.id })) });
  await db.creative.createMany({ data: rows.map((row) => ({ ...row, kind: "image", creativeId: row.id })) });
  const about = { at: at.toISOString(), by: systemActor(organisationId), action: "campaign.edited" } as const;
  await db.$transaction(async (tx) => {
    for (const summary of texts) {
      await recordAudit(tx, randomUUID(), { ...about, subjectType: "campaign", subjectId: "c", summary });
    }
  });
  await givenExchanges(
    db,
    at.toISOString(),
    texts.map((responseBody) => ({ responseBody, requestBody: null })),
  );
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

test.each(Object.entries(asked))("%s is found where it stands, and nowhere else", async (text, expected) => {
  const caller = desk.as("admin");
  const campaigns = (await caller.campaigns.list({ text })).rows.map(({ name }) => name);
  const creatives = (await caller.creatives.list({ text })).rows.map(({ name }) => name);
  const told = (await caller.activity.list({ text })).rows.map(({ summary }) => summary);
  for (const found of [campaigns, creatives, told]) expect(found.sort()).toEqual(expected);
  if (text !== "_") expect((await caller.transcript.list({ text })).rows).toHaveLength(expected.length);
});
