import { describe, expect, test } from "vitest";
import { redactBody, redactSecrets, redactUrl } from "./redact";

describe("a transcript", () => {
  test("has no credential and no idempotency key, at any depth", () => {
    const value = {
      idempotency_key: "k",
      push_notification_config: { url: "https://x.example", token: "t", authentication: { credentials: "c" } },
      list: [{ Authorization: "Bearer b" }],
      password: null,
    };
    expect(redactSecrets(value)).toEqual({
      idempotency_key: "[redacted]",
      push_notification_config: {
        url: "https://x.example",
        token: "[redacted]",
        authentication: { credentials: "[redacted]" },
      },
      list: [{ Authorization: "[redacted]" }],
      password: null,
    });
  });

  test("has no known secret in free text either, and ends somewhere", () => {
    expect(redactBody("<p>your token abcd-1234 is wrong</p>", ["abcd-1234"])).toBe(
      "<p>your token [redacted] is wrong</p>",
    );
    expect(redactBody('{"note":"abcd-1234"}', ["abcd-1234"])).toBe('{"note":"[redacted]"}');
    expect(redactBody("x".repeat(70_000), [])?.length).toBeLessThan(64_100);
    expect(redactBody(null, [])).toBeNull();
  });

  test("shows the address without what may carry a secret", () => {
    expect(redactUrl(new URL("https://u:p@seller.example/mcp?key=abc#x"))).toBe("https://seller.example/mcp?…");
  });
});
