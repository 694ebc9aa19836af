import { afterEach, describe, expect, test } from "vitest";
import type { Deviation } from "./deviations";
import { salesAgentsFor } from "./sales-agents";
import { type Script, scriptedSeller } from "./scripted-seller";
import { testEndpoint } from "./test-endpoint";
import { withContactRecord } from "./with-contact-record";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function seenOf(
  script: Script,
  ask: (agent: ReturnType<ReturnType<typeof withContactRecord>>) => Promise<unknown>,
) {
  const seller = await scriptedSeller(script);
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  open.push(seller, agents);
  const seen: Deviation[] = [];
  const observed = withContactRecord(agents, ({ deviations }) => seen.push(...deviations));
  await ask(observed(testEndpoint(seller.url, null)));
  return seen.map(({ code }) => code);
}

const account = { kind: "id", accountId: "acc" } as const;
const create = { tool: "create_media_buy", body: "{}" };
const key = "3f0c6a52-7a0e-4b8b-9a7a-0d1d6f1f2a11";
const buy = { media_buy_id: "mb_1", currency: "USD", total_budget: 1, packages: [{ package_id: "p", budget: 1 }] };

describe("what departs from the standard is noted", () => {
  test("capabilities without the idempotency section", async () => {
    const ask = {
      get_adcp_capabilities: () => ({ adcp: { major_versions: [3] }, supported_protocols: ["media_buy"] }),
    };
    expect(await seenOf(ask, (agent) => agent.getCapabilities())).toEqual(["idempotency_not_declared"]);
  });

  test("a status that AdCP does not have", async () => {
    const script = { get_media_buys: () => ({ media_buys: [{ ...buy, status: "sort_of_running" }] }) };
    expect(await seenOf(script, (agent) => agent.getMediaBuys(account, null))).toEqual(["unknown_media_buy_status"]);
  });

  test("a create without packages, a task without an id, words instead of an error", async () => {
    const none = { create_media_buy: () => ({ media_buy_id: "mb_1", packages: [] }) };
    expect(await seenOf(none, (agent) => agent.sendCreate(create, key))).toEqual(["create_without_packages"]);
    const submitted = { create_media_buy: () => ({ status: "submitted" }) };
    expect(await seenOf(submitted, (agent) => agent.sendCreate(create, key))).toEqual(["submitted_without_task"]);
    const words = { create_media_buy: () => ({ isError: true, content: [{ type: "text", text: "Nope" }] }) };
    expect(await seenOf(words, (agent) => agent.sendCreate(create, key))).toEqual(["error_without_code"]);
  });

  test("a proper answer leaves nothing", async () => {
    const script = { get_media_buys: () => ({ media_buys: [{ ...buy, status: "active" }] }) };
    expect(await seenOf(script, (agent) => agent.getMediaBuys(account, null))).toEqual([]);
  });
});
