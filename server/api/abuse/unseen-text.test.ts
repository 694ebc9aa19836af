import { randomUUID } from "node:crypto";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { normaliseDomain } from "../../domain/campaign/brand";
import { givenPeople } from "../routers/test-campaigns";
import { type TestDesk, testDesk } from "../test-desk";
import { type DoorsUp, doorsUp, send } from "./test-doors";
import { type Node, procedures, type Schema, samplesOf } from "./test-inputs";
import { probesOf, strongest } from "./test-probes";
import { fittingValue } from "./test-worlds";

/** Texts that look like others: what cannot be seen is refused wherever a change would write it; what is the same to the eye is the same. */
let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const tricks: readonly (readonly [string, string])[] = [
  ["an override of direction", "invoice\u202efdp.exe"],
  ["an embedding", "a\u202bb\u202c"],
  ["an isolate", "a\u2067b\u2069"],
  ["a space without width", "North\u200blight"],
  ["a word joiner", "North\u2060light"],
  ["a byte order mark", "\ufeffNorthlight"],
  ["tags", "Northlight\u{e0041}"],
  ["NUL", "North\u0000light"],
  ["an escape", "North\u001b[31mlight"],
  ["a line separator", "North\u2028light"],
];
const mutations = procedures.filter(({ type, input }) => type === "mutation" && input !== null);

function isFreeText({ schema }: Node): boolean {
  const { type, format } = schema._zod.def as { readonly type: string; readonly format?: string };
  return type === "string" && format === undefined;
}

describe("what cannot be seen", () => {
  test.each(mutations)("is written nowhere by $path", async (procedure) => {
    const ask = probesOf(desk);
    const schema = procedure.input as Schema;
    const [, text] = tricks[0] as (typeof tricks)[number];
    const leaf = (node: Node) =>
      isFreeText(node) && (node.schema as Schema & z.ZodType).safeParse(text).success ? text : fittingValue(node);
    for (const input of samplesOf({ path: procedure.path, schema }, leaf)) {
      // Some have no place for a free text.
      if (!superjson.stringify(input).includes(text)) continue;
      const { code, body } = await ask(procedure, strongest(procedure.path), input);
      expect([code, body]).toEqual(["BAD_REQUEST", expect.stringContaining("cannot be seen (U+202E)")]);
    }
  });

  test.each(tricks)("is refused at its field: %s", async (_, name) => {
    await expect(desk.as("planner").campaigns.create({ name })).rejects.toThrow(/cannot be seen/);
    const key = { [name]: ["DE"] };
    const overlay = desk.as("planner").changeSets.bringInPlan({ request: { packages: [{ targeting_overlay: key }] } });
    await expect(overlay).rejects.toThrow(/cannot be seen/);
  });

  test.each(["Ärzte & Söhne", "نورث‌لایت", "שלום\u200f", "👩‍🚀 Mission", "日本語", "one\ttwo\nthree"])(
    "is not what people write: %s",
    async (name) => {
      const { campaignId } = await desk.as("planner").campaigns.create({ name });
      expect((await database.db.campaign.findUniqueOrThrow({ where: { id: campaignId } })).name).toBe(
        name.normalize("NFC"),
      );
    },
  );
});

describe("what looks the same", () => {
  test.each(["Caf\u00e9-1", "Cafe\u0301-1", "\u0410BC-1", "FD\u200b-1"])(
    "is no reference of a campaign: %j",
    async (buyerRef) => {
      const planner = desk.as("planner");
      const { campaignId } = await planner.campaigns.create({ name: "Ref" });
      await expect(planner.campaigns.saveDraft({ campaignId, revision: 1, patch: { buyerRef } })).rejects.toThrow();
    },
  );

  test("is one brand's domain, and no other alphabet passes for it", async () => {
    const planner = desk.as("planner");
    await planner.campaigns.createBrand({ name: "One", domain: "Example.COM" });
    await expect(planner.campaigns.createBrand({ name: "Two", domain: "example.com" })).rejects.toThrow();
    // A Cyrillic letter: refused, or kept in its own spelling (xn--), never as the Latin one.
    const lookalike = "ex\u0430mple.com";
    await planner.campaigns.createBrand({ name: "Three", domain: lookalike }).catch(() => undefined);
    const kept = await database.db.brand.findMany({ where: { name: "Three" } });
    for (const { domain } of kept) expect(domain).toMatch(/^xn--/);
    expect(normaliseDomain(lookalike)).not.toBe("example.com");
  });

  test.each([
    "\u0430dmin@agency.example",
    "admin@\u0430gency.example",
    "ad\u200bmin@agency.example",
    "admin@agency.example\u202e",
  ])("is no address of a member: %j", async (email) => {
    const invited = desk.as("admin").members.invite({ name: "A", email, role: "admin" });
    await expect(invited).rejects.toThrow();
  });

  test("is one member's address, whatever its case", async () => {
    await desk.as("admin").members.invite({ name: "A", email: "Paula@Agency.Example", role: "viewer" });
    const again = desk.as("admin").members.invite({ name: "A", email: "paula@agency.example", role: "viewer" });
    await expect(again).rejects.toThrow(/already/);
  });
});

describe("an input that holds itself", () => {
  let up: DoorsUp;
  beforeAll(async () => {
    up = await doorsUp();
  });
  afterAll(() => up.close());

  test.each([
    [
      "changeSets.bringInPlan",
      '{"json":{"request":{"a":{"b":null}}},"meta":{"referentialEqualities":{"request":["request.a.b"]},"v":1}}',
    ],
    ["campaigns.create", '{"json":{"name":{"a":null}},"meta":{"referentialEqualities":{"name":["name.a"]},"v":1}}'],
  ])("is refused: %s", async (path, body) => {
    const headers = { ...(await up.signedIn("admin")), "x-flightdeck-request": randomUUID() };
    const { status, text } = await send(`${up.url}/api/trpc/${path}`, { headers, body });
    expect([status, text]).toEqual([400, expect.not.stringMatching(/stack|circular/i)]);
  });
});
