import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeStates } from "../change/change-state";
import { addMillis } from "../time";
import { effectOf, standingOf, type WebhookFacts } from "./decide-webhook";
import { hasDuplicateKeys } from "./duplicate-keys";
import { readReportEvent, readWebhookEvent } from "./webhook-event";
import { isLoopback, webhookBase } from "./webhook-mode";

const start = "2026-11-01T00:00:00.000Z";

describe("keys named twice", () => {
  test("are found at any depth, escaped or not, and nowhere else", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = JSON.stringify(value);
        expect(hasDuplicateKeys(once)).toBe(false);
        expect(hasDuplicateKeys(`[{"k":${once},"\\u006b":1}]`)).toBe(true);
        expect(hasDuplicateKeys(`[{"k":${once}},{"k":${once}}]`)).toBe(false);
      }),
    );
  });

  test("in a document as deep as a message may be", () => {
    const deep = 100_000;
    expect(hasDuplicateKeys(`${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`)).toBe(false);
  });
});

/** One event of a seller as it arrives: possibly a copy, possibly another body under a used key, at any moment. */
const arrival = fc.record({
  key: fc.nat(5),
  body: fc.nat(1),
  seconds: fc.nat(8),
  status: fc.constantFrom("submitted", "working", "completed", "failed", "rejected", "input-required"),
});

type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;
type Counted = { readonly at: string; readonly status: string };
const ends = (one: Counted) => ["completed", "failed", "rejected"].includes(one.status);
const hashOf = ({ key, body, seconds, status }: Arrival) => `${key}/${body}/${seconds}/${status}`;
const moments = Array.from({ length: 9 }, (_, seconds) => addMillis(start, seconds * 1000));

function arrivalOf(known: string | undefined, hash: string): string {
  if (known === undefined) return "first";
  return known === hash ? "copy" : "other body";
}

/** Takes the arrivals in one after the other, as the intake does with its rows. */
function takeIn(arrivals: readonly Arrival[]) {
  const kept = new Map<number, string>();
  const counted: Counted[] = [];
  const standings = arrivals.map((one) => {
    const event = { at: moments[one.seconds] ?? start, status: one.status };
    const known = kept.get(one.key);
    const sameKey = known === undefined ? null : { bodyHash: known };
    const standing = standingOf(event, hashOf(one), { sameKey, newest: counted.at(-1) ?? null });
    if (known === undefined) kept.set(one.key, hashOf(one));
    if (standing === "fresh") counted.push(event);
    return `${arrivalOf(known, hashOf(one))}: ${standing}`;
  });
  return { kept, counted, standings };
}

describe("sequences of webhooks", () => {
  test("10,000 of them: each event counts at most once, and nothing newer is taken back", () => {
    const sound = ["first: fresh", "first: older", "copy: duplicate", "other body: conflicting"];
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 16 }), (arrivals) => {
        const { kept, counted, standings } = takeIn(arrivals);
        if (!standings.every((standing) => sound.includes(standing))) throw new Error(standings.join(", "));
        const inOrder = counted.every((one, index) => index === 0 || (counted[index - 1]?.at ?? "") <= one.at);
        const ended = counted.findIndex(ends);
        const staysEnded = ended === -1 || counted.slice(ended).every(ends);
        return inOrder && staysEnded && counted.length <= kept.size;
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("the effect of a webhook", () => {
  const facts: fc.Arbitrary<WebhookFacts> = fc.record({
    changeState: fc.constantFrom(null, ...changeStates),
    isCreate: fc.boolean(),
    task: fc.constantFrom("open" as const, "settled" as const, null),
    hasSellerId: fc.boolean(),
    isClaimed: fc.boolean(),
  });
  const event = fc.record({
    status: fc.constantFrom("completed", "failed", "working", "canceled"),
    mediaBuyId: fc.constantFrom(null, "mb_1"),
    taskType: fc.constantFrom("create_media_buy", "sync_creatives"),
  });

  test("a buy is only ever taken for a create of ours that waits for it, and never one that is another's", () => {
    fc.assert(
      fc.property(event, facts, (said, known) => {
        const effect = effectOf(said, known);
        if (effect.kind === "wait") {
          expect(["staged", "in_review", "approved", "sending"]).toContain(known.changeState);
          return;
        }
        if (!effect.adopt) return;
        expect(said).toMatchObject({ status: "completed", mediaBuyId: "mb_1" });
        expect(known).toMatchObject({ isCreate: true, hasSellerId: false, isClaimed: false });
        expect(["submitted", "working", "input_required", "unknown"]).toContain(known.changeState);
        // What was taken is read back.
        expect(effect.verify).toBe(true);
      }),
    );
  });

  test("an open task is asked about at once, a known buy is read at once", () => {
    const known = {
      changeState: "submitted",
      isCreate: false,
      task: "open",
      hasSellerId: true,
      isClaimed: true,
    } as const;
    const said = { status: "failed", mediaBuyId: null, taskType: "update_media_buy" };
    expect(effectOf(said, known)).toMatchObject({ poll: true, refresh: true, adopt: false });
  });
});

describe("reading", () => {
  const whole = {
    idempotency_key: "evt_0000000000000000",
    task_id: "t",
    task_type: "create_media_buy",
    status: "completed",
    timestamp: "2026-11-01T01:00:00+01:00",
  };

  test("an envelope", () => {
    const value = { ...whole, token: "x", result: { media_buy_id: "mb_1" }, more: [1] };
    expect(readWebhookEvent(value, start)).toMatchObject({ at: start, token: "x", mediaBuyId: "mb_1" });
  });

  test.each(["idempotency_key", "task_id", "task_type", "status", "timestamp"])("not without %s", (field) => {
    expect(readWebhookEvent({ ...whole, [field]: undefined }, start)).toHaveProperty("malformed");
  });

  test("may be a task of A2A, pushed as it is", () => {
    const artifacts = [
      {
        parts: [
          { kind: "text", text: "Done" },
          { kind: "data", data: { media_buy_id: "mb_1" } },
        ],
      },
    ];
    const status = { state: "completed", timestamp: "2026-10-31T23:00:00Z" };
    const task = { kind: "task", id: "task_1", contextId: "c", status, artifacts };
    const read = readWebhookEvent(task, start);
    expect(read).toMatchObject({ taskId: "task_1", status: "completed", mediaBuyId: "mb_1", token: null });
    expect(read).toMatchObject({ at: "2026-10-31T23:00:00.000Z" });
    expect(readWebhookEvent(task, start)).toEqual(read);
    const message = { parts: [{ data: { task_id: "adcp_1", status: "working" } }] };
    const update = { kind: "status-update", taskId: "task_1", status: { ...status, message }, final: true };
    expect(readWebhookEvent(update, start)).toMatchObject({ taskId: "adcp_1", status: "working", mediaBuyId: null });
    expect(readWebhookEvent({ ...task, id: "" }, start)).toHaveProperty("malformed");
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void [readWebhookEvent(value, start), readReportEvent(value, start)]),
    );
  });

  test("reports are told apart by what they report", () => {
    const report = (sequence_number: number) => ({
      reporting_period: { start, end: start },
      media_buy_deliveries: [{ media_buy_id: "mb_1" }],
      sequence_number,
    });
    const keys = [1, 1, 2]
      .map((n) => readReportEvent(report(n), start))
      .map((one) => "idempotencyKey" in one && one.idempotencyKey);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  });
});

describe("where a seller reaches us", () => {
  const near = { url: "http://127.0.0.1:4100/careful/mcp", sandbox: true };
  const far = { url: "https://seller.example/mcp", sandbox: false };
  const local = { url: "http://127.0.0.1:3000/", publicUrl: null };
  const known = { url: "https://desk.internal", publicUrl: "https://desk.example" };
  test.each([
    [near, local, "http://127.0.0.1:3000"],
    [far, local, null],
    [{ ...near, sandbox: false }, local, null],
    [near, { ...local, url: "https://desk.example", publicUrl: null }, null],
    [far, known, "https://desk.example"],
  ])("%o %o", (agent, ours, base) => expect(webhookBase(agent, ours)).toBe(base));

  test("loopback is the machine itself and nothing that only looks like it", () => {
    const yes = ["http://127.0.0.1", "http://127.9.9.9:1/x", "http://localhost:3", "http://[::1]/"];
    const no = ["http://127.0.0.1.example", "https://localhost.example", "nonsense", "http://128.0.0.1"];
    expect([yes.map(isLoopback), no.map(isLoopback)]).toEqual([yes.map(() => true), no.map(() => false)]);
  });
});
