import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE } from "./behave-reply";
import type { Json } from "./model";
import { awkwardOrder, ownAccount, startTestSandbox, type TestSandbox, updateOf } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const call = (tool: string, args: Json): Promise<Json> => sandbox.call("awkward", tool, args);

/** The bytes of one answer, as they come. */
async function raw(args: Json): Promise<Buffer> {
  const response = await fetch(`${sandbox.url()}/awkward/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sandbox-awkward-token" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "create_media_buy", arguments: args },
    }),
  });
  return Buffer.from(await response.arrayBuffer());
}

async function allOf(account: Json): Promise<Json[]> {
  const args = { account, status_filter: ["pending_creatives", "pending_start", "active", "paused"] };
  return (await call("get_media_buys", args)).media_buys as Json[];
}

/** The first answer is broken, the repeat is replayed, and there is one media buy. */
async function replays(account: Json, body: Json): Promise<void> {
  expect(await call("create_media_buy", body)).toMatchObject({ status: "pending_creatives", replayed: true });
  expect(await allOf(account)).toHaveLength(1);
}

describe("answers that cannot be read, the work being done", () => {
  it("[error502]", async () => {
    const account = ownAccount("502");
    const body = awkwardOrder(account, "[error502]");
    expect(await call("create_media_buy", body)).toEqual({ http_status: 502 });
    await replays(account, body);
  });

  it("[malformed]", async () => {
    const account = ownAccount("malformed");
    const body = awkwardOrder(account, "[malformed]");
    const text = (await raw(body)).toString();
    expect(text).toContain('"jsonrpc"');
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    await replays(account, body);
  });

  it("[off_schema]", async () => {
    const account = ownAccount("off-schema");
    const body = awkwardOrder(account, "[off_schema]");
    expect(await call("create_media_buy", body)).toMatchObject({ status: 7, packages: "none" });
    await replays(account, body);
  });

  it("[bad_utf8]", async () => {
    const bytes = await raw(awkwardOrder(ownAccount("utf8"), "[bad_utf8]"));
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow(TypeError);
    expect(JSON.parse(bytes.toString())).toMatchObject({ result: { structuredContent: { revision: 1 } } });
  });

  it("[huge:1]", async () => {
    const account = ownAccount("huge");
    const body = awkwardOrder(account, "[huge:1]");
    expect((await raw(body)).length).toBeGreaterThan(1024 * 1024);
    await replays(account, body);
  });

  it("[deep:500]", async () => {
    const account = ownAccount("deep");
    const body = awkwardOrder(account, "[deep:500]");
    const text = (await raw(body)).toString();
    expect(text).toContain("[".repeat(500));
    expect(JSON.parse(text)).toMatchObject({ result: { structuredContent: { revision: 1 } } });
    await replays(account, body);
  });

  it("[drip:40]", async () => {
    const account = ownAccount("drip");
    const body = awkwardOrder(account, "[drip:40]");
    expect(JSON.parse((await raw(body)).toString())).toMatchObject({ id: 1 });
    await replays(account, body);
  });
});

it("[lost] cuts the line before anything is done", async () => {
  const account = ownAccount("lost");
  const body = awkwardOrder(account, "[lost]");
  await expect(call("create_media_buy", body)).rejects.toThrow("fetch failed");
  expect(await allOf(account)).toEqual([]);
  expect(await call("create_media_buy", body)).not.toHaveProperty("replayed");
});

describe("words that AdCP does not have", () => {
  it("[odd_status] in a reply and in reads", async () => {
    const account = ownAccount("odd-status");
    expect(await call("create_media_buy", awkwardOrder(account, "[odd_status]"))).toMatchObject({
      status: "on_moonbase",
    });
    const buy = await call("create_media_buy", awkwardOrder(account, "[read:odd_status:half_active]"));
    const answer = await call("get_media_buys", { account, media_buy_ids: [buy.media_buy_id] });
    expect(answer.media_buys).toMatchObject([{ status: "half_active" }]);
  });

  it("[odd_values]", async () => {
    const account = ownAccount("odd-values");
    const buy = await call("create_media_buy", awkwardOrder(account, "[create:odd_values][read:odd_values]"));
    expect(buy.valid_actions).toContain("teleport");
    const args = { account, media_buy_ids: [buy.media_buy_id], include_snapshot: true };
    expect((await call("get_media_buys", args)).media_buys).toMatchObject([
      { packages: [{ snapshot: { delivery_status: "napping" } }] },
    ]);
  });

  it("codes and recoveries", async () => {
    const refused = await call(
      "create_media_buy",
      awkwardOrder(ownAccount("odd-code"), "[refuse:X_BAZAAR_42|No|perhaps]"),
    );
    expect(refused.adcp_error).toMatchObject({ code: "X_BAZAAR_42", message: "No", recovery: "perhaps" });
  });

  it("[no_revision]", async () => {
    const account = ownAccount("no-revision");
    const buy = await call("create_media_buy", awkwardOrder(account, "[create:no_revision][read:no_revision]"));
    expect(buy).not.toHaveProperty("revision");
    const answer = await call("get_media_buys", { account, media_buy_ids: [buy.media_buy_id] });
    expect((answer.media_buys as Json[])[0]).not.toHaveProperty("revision");
  });
});

it("[hostile] puts it into every text", async () => {
  const account = ownAccount("hostile");
  const buy = await call("create_media_buy", awkwardOrder(account, "[create:hostile][read:hostile]"));
  expect(buy.message).toBe(HOSTILE);
  const answer = await call("get_media_buys", { account, media_buy_ids: [buy.media_buy_id], include_history: 1 });
  expect(answer.media_buys).toMatchObject([{ rejection_reason: HOSTILE, history: [{ summary: HOSTILE }] }]);
});

it("[partial] takes the first package and names the others", async () => {
  const account = ownAccount("partial");
  const { packages } = awkwardOrder(account, "") as { packages: Json[] };
  const two = { packages: [...packages, ...packages] };
  const buy = await call("create_media_buy", awkwardOrder(account, "[partial]", two));
  expect(buy).toMatchObject({ packages: [{ budget: 1000 }], errors: [{ field: "packages[1]" }] });
  const whole = await call("create_media_buy", awkwardOrder(account, "[update:partial]", two));
  const [first, second] = whole.packages as Json[];
  const change = [first, second].map((pack) => ({ package_id: pack?.package_id, budget: 3000 }));
  const reply = await call("update_media_buy", updateOf(account, whole, { packages: change }));
  expect(reply).toMatchObject({ affected_packages: [{ budget: 3000 }], errors: [{ field: "packages[1]" }] });
  const answer = await call("get_media_buys", { account, media_buy_ids: [whole.media_buy_id] });
  expect(answer.media_buys).toMatchObject([{ packages: [{ budget: 3000 }, { budget: 1000 }] }]);
});

describe("idempotency keys", () => {
  const control = (idempotency: string): Promise<Json> => sandbox.post("/awkward/_control", { idempotency });

  it("are not supported, says the seller, and keeps none", async () => {
    expect(await control("unsupported")).toMatchObject({ idempotency: { mode: "unsupported" } });
    const said = await call("get_adcp_capabilities", {});
    expect((said.adcp as Json).idempotency).toEqual({ supported: false });
    const account = ownAccount("keyless");
    const body = awkwardOrder(account, "PO");
    await call("create_media_buy", body);
    await call("create_media_buy", body);
    expect(await allOf(account)).toHaveLength(2);
  });

  it("are forgotten in silence", async () => {
    await control("forgotten");
    const said = await call("get_adcp_capabilities", {});
    expect((said.adcp as Json).idempotency).toMatchObject({ supported: true });
    const account = ownAccount("forgetful");
    const body = awkwardOrder(account, "[drop]");
    await expect(call("create_media_buy", body)).rejects.toThrow("fetch failed");
    expect(await call("create_media_buy", body)).not.toHaveProperty("replayed");
    expect(await allOf(account)).toHaveLength(2);
  });

  it("expire after a moment", async () => {
    await control("expires:0");
    const account = ownAccount("expired");
    const body = awkwardOrder(account, "PO");
    await call("create_media_buy", body);
    expect((await call("create_media_buy", body)).adcp_error).toMatchObject({ code: "IDEMPOTENCY_EXPIRED" });
    expect(await allOf(account)).toHaveLength(1);
  });

  it("are kept again after a reset", async () => {
    await sandbox.post("/awkward/_control", { reset: true });
    const account = ownAccount("kept");
    const body = awkwardOrder(account, "PO");
    await call("create_media_buy", body);
    await replays(account, body);
  });
});
