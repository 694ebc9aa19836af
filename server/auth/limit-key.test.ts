import { describe, expect, it } from "vitest";
import { limitHeader, withLimitKey } from "./limit-key";

const signIn = (body: string, headers: Record<string, string> = {}) =>
  new Request("http://127.0.0.1/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
const keyOf = async (request: Request) => (await withLimitKey(request)).headers.get(limitHeader);

describe("the key sign-in attempts are counted by", () => {
  it("is the account's, whatever address the request claims to come from", async () => {
    const one = await keyOf(signIn('{"email":"Ada@Example.com "}', { "x-forwarded-for": "203.0.113.1" }));
    const other = await keyOf(signIn('{"email":"ada@example.com"}', { "x-forwarded-for": "203.0.113.2" }));
    expect(one).toBe(other);
    expect(one).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{4}){7}$/);
    expect(await keyOf(signIn('{"email":"bob@example.com"}'))).not.toBe(one);
  });

  it("cannot be chosen from outside", async () => {
    expect(await keyOf(signIn("not json", { [limitHeader]: "203.0.113.9" }))).toBeNull();
    const read = new Request("http://127.0.0.1/api/auth/get-session", { headers: { [limitHeader]: "203.0.113.9" } });
    expect(await keyOf(read)).toBeNull();
  });

  it("leaves the body to be read", async () => {
    const marked = await withLimitKey(signIn('{"email":"ada@example.com","password":"x"}'));
    expect(await marked.json()).toEqual({ email: "ada@example.com", password: "x" });
  });
});
