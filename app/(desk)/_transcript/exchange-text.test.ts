import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { asCurl } from "./as-curl";
import { lineDiff } from "./diff-lines";
import { requestText, responseText } from "./exchange-text";

const sent = {
  method: "POST",
  url: "https://seller.example/mcp?…",
  requestHeaders: {
    "content-type": "application/json",
    authorization: "[redacted]",
    "x-api-key": "[redacted]",
    "content-length": "3",
  },
  requestBody: `{"idempotency_key":"0b3e7c1a…","note":"it's $HOME \`id\`","token":"[redacted]"}`,
};

test("a request becomes a command in which only what was not kept is a variable", () => {
  expect(asCurl(sent)).toBe(
    [
      "curl -X POST 'https://seller.example/mcp?…'",
      "-H 'content-type: application/json'",
      '-H "authorization: Bearer $TOKEN"',
      '-H "x-api-key: $X_API_KEY"',
      `--data-raw '{"idempotency_key":"'"$IDEMPOTENCY_KEY"'","note":"it'\\''s $HOME \`id\`","token":"'"$SECRET"'"}'`,
    ].join(" \\\n  "),
  );
});

test("a shell reads the command as it was meant, whatever stands in the body", () => {
  const env = { ...process.env, IDEMPOTENCY_KEY: "key-1", SECRET: "s 1", TOKEN: "t", X_API_KEY: "x" };
  const command = asCurl(sent).replace(/^curl/, "printf '%s\\n'");
  const args = execFileSync("sh", ["-c", command], { env, encoding: "utf8" }).split("\n");
  expect(args).toContain("authorization: Bearer t");
  expect(args).toContain(`{"idempotency_key":"key-1","note":"it's $HOME \`id\`","token":"s 1"}`);
});

test("a body that was cut says so", () => {
  const command = asCurl({ ...sent, requestBody: '{"a":"xx… (cut: 90000 characters in all)' });
  expect(command).toMatch(/^# The body was longer/);
  expect(command).toContain(`--data-raw '{"a":"xx'`);
});

test("two attempts differ in the lines in which they do", () => {
  const body = (status: string) => JSON.stringify({ content: [{ text: JSON.stringify({ id: 1, status }) }] });
  const text = (status: string) =>
    responseText({ status: 200, error: null, responseHeaders: { b: "2", a: "1" }, responseBody: body(status) });
  const changed = lineDiff(text("working"), text("done")).filter((line) => line.kind !== "same");
  expect(changed).toEqual([
    { kind: "removed", text: '        "status": "working"' },
    { kind: "added", text: '        "status": "done"' },
  ]);
  expect(lineDiff("a\nb", "a\nb").every((line) => line.kind === "same")).toBe(true);
  expect(responseText({ status: null, error: "TIMEOUT: late", responseHeaders: {}, responseBody: null })).toMatch(
    /^No answer: TIMEOUT: late/,
  );
  expect(requestText({ ...sent, requestBody: "a=b" })).toMatch(/^POST https.*\nauthorization: \[redacted\]\n/);
});
