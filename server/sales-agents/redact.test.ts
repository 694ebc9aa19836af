import { describe, expect, test } from "vitest";
import { keysIn, redactBody, redactHeaders, redactSecrets, redactUrl } from "./redact";

const key = "0b3e7c1a-55aa-4d5f-9b4e-2f4f5f0a9c11";

describe("a transcript", () => {
  test("has no credential, at any depth, and of an idempotency key its first 8 characters", () => {
    const value = {
      idempotency_key: key,
      push_notification_config: { url: "https://x.example", token: "t", authentication: { credentials: "c" } },
      list: [{ Authorization: "Bearer b" }],
      password: null,
    };
    expect(redactSecrets(value)).toEqual({
      idempotency_key: "0b3e7c1a…",
      push_notification_config: {
        url: "https://x.example",
        token: "[redacted]",
        authentication: { credentials: "[redacted]" },
      },
      list: [{ Authorization: "[redacted]" }],
      password: null,
    });
    expect(redactSecrets({ idempotency_key: "short" })).toEqual({ idempotency_key: "[redacted]" });
  });

  test.each([
    ["bank", { account_holder: "Ada", iban: "DE1" }],
    ["iban", "DE89370400440532013000"],
    ["account_number", 532013000],
    ["routing_number", "021000021"],
    ["tax_id", "12-3456789"],
    ["vat_id", "DE136695976"],
    ["vatNumber", "DE136695976"],
    ["client-secret", "s"],
    ["private_key", "k"],
  ])("has no %s", (name, value) => {
    expect(redactSecrets({ billing_entity: { [name]: value } })).toEqual({ billing_entity: { [name]: "[redacted]" } });
  });

  test("keeps what only sounds like one", () => {
    const value = { account_id: "acc_1", next_page_token_count: 2, tokens: 3, bank_holiday: true, key: "value" };
    expect(redactSecrets(value)).toEqual(value);
  });

  test("looks into documents that stand in a string", () => {
    const text = JSON.stringify({ accounts: [{ account_id: "a", iban: "DE893704" }], idempotency_key: key });
    const body = redactBody(JSON.stringify({ result: { content: [{ type: "text", text }] } }), []);
    expect(body).not.toContain("DE893704");
    expect(body).not.toContain(key);
    expect(body).toContain("0b3e7c1a…");
    expect(redactSecrets({ text: '{ "a": 1 }' })).toEqual({ text: '{ "a": 1 }' });
  });

  test.each([
    [
      "a webhook address",
      "https://desk.example/api/webhooks/Zm9vYmFyYmF6cXV4cXV1eA",
      "https://desk.example/api/webhooks/[redacted]",
    ],
    [
      "a query value",
      "see https://s.example/setup?id=7&access_token=abc123",
      "see https://s.example/setup?id=7&access_token=[redacted]",
    ],
    ["an authorization", "you sent Bearer abcdefgh12345 here", "you sent Bearer [redacted] here"],
  ])("cuts the secret out of %s", (_what, text, clean) => {
    expect(redactSecrets({ note: text })).toEqual({ note: clean });
    expect(redactBody(text, [])).toBe(clean);
  });

  test.each([
    [
      "a form",
      `grant_type=client_credentials&client_secret=s3cret-1&scope=a`,
      "s3cret-1",
      "grant_type=client_credentials",
    ],
    ["JSON that was cut", `{"tool":"x","token":"s3cret-1","rest":"unfin`, "s3cret-1", '"tool":"x"'],
    ["JSON that was cut inside the secret", `{"tool":"x","token":"s3cret-1`, "s3cret-1", '"tool":"x"'],
    ["a number in it", `oops {"account_number": 5320130001, "x`, "5320130001", "oops"],
    ["JSON inside a string of it", `{"text":"{\\"iban\\":\\"s3cret-1\\",\\"b\\":1}"`, "s3cret-1", "iban"],
  ])("has none in %s", (_what, body, secret, kept) => {
    expect(redactBody(body, [])).not.toContain(secret);
    expect(redactBody(body, [])).toContain(kept);
  });

  test("has no known secret and no key in free text either, and ends somewhere with the true size", () => {
    expect(redactBody("<p>your token abcd-1234 is wrong</p>", ["abcd-1234"])).toBe(
      "<p>your token [redacted] is wrong</p>",
    );
    expect(redactBody('{"note":"abcd-1234"}', ["abcd-1234"])).toBe('{"note":"[redacted]"}');
    const sent = JSON.stringify({ params: { arguments: { idempotency_key: key } } });
    expect(redactBody(`key ${key} was used`, [], keysIn(sent))).toBe("key 0b3e7c1a… was used");
    for (const size of [70_000, 400_000]) {
      const body = redactBody("x".repeat(size), []);
      expect(body?.length).toBeLessThan(64_100);
      expect(body).toContain(`(cut: ${size} characters in all)`);
    }
    expect(redactBody(null, [])).toBeNull();
  });

  test("has no header that proves who somebody is", () => {
    const headers = {
      Authorization: "Bearer x",
      cookie: "a=b",
      "x-custom": "my-secret-value",
      "mcp-session-id": "abc",
      signature: "sig1=:x:",
      "x-adcp-signature": "sha256=1",
      "x-adcp-auth": "t",
      "idempotency-key": key,
      "signature-input": 'sig1=("@method");keyid="k"',
      "content-type": "application/json",
    };
    expect(redactHeaders(headers, ["my-secret-value"])).toEqual({
      Authorization: "[redacted]",
      cookie: "[redacted]",
      "x-custom": "[redacted]",
      "mcp-session-id": "[redacted]",
      signature: "[redacted]",
      "x-adcp-signature": "[redacted]",
      "x-adcp-auth": "[redacted]",
      "idempotency-key": "0b3e7c1a…",
      "signature-input": 'sig1=("@method");keyid="k"',
      "content-type": "application/json",
    });
  });

  test("shows the address without what may carry a secret", () => {
    expect(redactUrl(new URL("https://u:p@seller.example/mcp?key=abc#x"))).toBe("https://seller.example/mcp?…");
    expect(redactUrl(new URL("https://d.example/api/webhooks/Zm9vYmFyYmF6cXV4cXV1eA"))).toBe(
      "https://d.example/api/webhooks/[redacted]",
    );
  });
});
