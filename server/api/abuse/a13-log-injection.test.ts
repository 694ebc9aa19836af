import { randomUUID } from "node:crypto";
import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerAuth } from "../../auth/auth-door";
import { makeLog } from "../../log";
import { appRouter } from "../root";
import { type DoorsUp, doorsUp } from "./test-doors";

/** A13: one entry is one line, and nothing in it is more than text to a terminal, a pager or a reader of lines. */
const corpus: readonly (readonly [string, string])[] = [
  ["CR LF", 'a\r\n{"level":30,"msg":"signed in"}'],
  ["LF", "a\nb"],
  ["a line separator", "a\u2028b\u2029c"],
  ["NEL and other C1 controls", "a\u0085b\u009b31mc"],
  ["ANSI colours", "\u001b[31mred\u001b[0m"],
  ["an ANSI title and a bell", "\u001b]0;owned\u0007"],
  ["backspaces and delete", "abc\b\b\b\u007fxyz"],
  ["NUL", "a\u0000b"],
  ["bidi overrides", "\u202etxt.exe\u202c \u2066x\u2069"],
  ["zero width", "pay\u200bpal\u200d\ufeff\u2060"],
  ["a tag of quotes", '","level":60,"x":"'],
  ["half a pair", "a\ud83d b\udc00"],
  ["tags that no font shows", "a\u{e0041}b"],
  ["long", "\u202e\n".repeat(5_000)],
];
const active = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Half a pair is no text: on its way through UTF-8 it becomes the replacement character. */
const wellFormed = (text: string) => Buffer.from(text).toString();

function captured() {
  const writes: string[] = [];
  return { writes, log: makeLog("info", { write: (line) => void writes.push(line) }) };
}

function expectOneLineEach(writes: readonly string[]): void {
  for (const line of writes) {
    expect(line.endsWith("\n")).toBe(true);
    expect(line.slice(0, -1)).not.toMatch(/\n/);
    expect(line).not.toMatch(active);
    expect(() => JSON.parse(line)).not.toThrow();
  }
}

describe("a log entry", () => {
  test.each(corpus)("with %s in any place is one line of plain text that reads back as it was", (_, text) => {
    const { writes, log } = captured();
    log.warn({ account: text, nested: { name: text }, list: [text], [text]: 1 }, text);
    log.error({ err: new Error(text, { cause: new Error(text) }) }, "failed");
    log.within?.({ requestId: text }, () => log.info({}, "within"));
    expect(writes).toHaveLength(3);
    expectOneLineEach(writes);
    const [warned] = writes.map((line) => JSON.parse(line));
    expect([warned.account, warned.nested.name].map(wellFormed)).toEqual([text, text].map(wellFormed));
  });
});

describe("what people send", () => {
  let up: DoorsUp;
  beforeAll(async () => {
    up = await doorsUp();
  });
  afterAll(() => up.close());

  test.each(corpus)(
    "with %s reaches the log as text: sign-in, procedures that fail, calls that are refused",
    async (_, text) => {
      const { writes, log } = captured();
      const ports = { ...up.app.ports, log };
      const sent = { method: "POST", headers: { "content-type": "application/json", origin: up.url } };
      const body = JSON.stringify({ email: `${text}@agency.example`, password: text });
      await answerAuth({ ...up.app, ports }, new Request(`${up.url}/api/auth/sign-in/email`, { ...sent, body }));
      const actor = {
        organisationId: up.organisationId,
        userId: "u",
        name: text,
        role: "admin" as const,
        requestId: text,
      };
      const failing = { ...ports, inTransaction: () => Promise.reject(new Error(text)) };
      for (const one of [failing, ports]) {
        const ctx = { actor, requestId: text, mutationId: randomUUID(), ports: one };
        const input = { name: text };
        const call = { router: appRouter, type: "mutation" as const, ctx, input, getRawInput: async () => input };
        const role = one === ports ? { ...actor, role: "viewer" as const } : actor;
        await callTRPCProcedure({
          ...call,
          ctx: { ...ctx, actor: role },
          path: "campaigns.create",
          signal: undefined,
          batchIndex: 0,
        }).catch(() => undefined);
      }
      expect(writes.length).toBeGreaterThanOrEqual(2);
      expectOneLineEach(writes);
    },
  );
});
