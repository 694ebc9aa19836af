import { expect, test } from "vitest";
import { toolCallOf, whyNoReplay } from "./tool-call";

const out = { direction: "out", protocol: "mcp" } as const;
const a2a = (parts: unknown) => ({
  direction: "out" as const,
  protocol: "a2a",
  requestBody: JSON.stringify({ method: "message/send", params: { message: { parts } } }),
});

test("a tool call is found in an A2A message, under either name of its arguments", () => {
  const args = { brief: "Coffee", account: { account_id: "a" }, idempotency_key: "12345678…" };
  for (const name of ["input", "parameters"]) {
    const parts = [
      { kind: "text", text: "Hello" },
      { kind: "data", data: { skill: "get_products", [name]: args } },
    ];
    expect(toolCallOf(a2a(parts))).toEqual({
      tool: "get_products",
      args: { brief: "Coffee" },
      hadAccount: true,
      hadKey: true,
      leftOut: [],
    });
  }
});

test.each([
  ["a REST request", { ...out, protocol: "rest", requestBody: "{}" }, /over MCP and A2A/],
  ["a request without a body", { ...out, requestBody: null }, /step of the protocol/],
  ["a message without data", a2a([{ kind: "text", text: "Hello" }]), /step of the protocol/],
  [
    "a value that was cut out deep inside",
    {
      ...out,
      requestBody: '{"method":"tools/call","params":{"name":"x","arguments":{"a":[{"b":"Bearer [redacted]"}]}}}',
    },
    /does not keep a\.0\.b/,
  ],
])("%s cannot be sent again", (_what, exchange, words) => {
  expect(() => toolCallOf(exchange)).toThrow(words);
});

test("an agent says why nothing may be sent again to it", () => {
  const account = { sandbox: true, status: "active" };
  const agent = { name: "Tagblatt", sandbox: true, accounts: [{ sandbox: false, status: "active" }, account] };
  expect(whyNoReplay(agent)).toBeNull();
  expect(whyNoReplay({ ...agent, accounts: [] })).toBeNull();
  expect(whyNoReplay({ ...agent, sandbox: false })).toMatch(/not marked as a sandbox/);
  expect(whyNoReplay({ ...agent, accounts: [{ ...account, sandbox: false }] })).toMatch(/lists no sandbox account/);
  expect(whyNoReplay({ ...agent, accounts: [{ ...account, status: "suspended" }] })).toMatch(/is not open/);
});
