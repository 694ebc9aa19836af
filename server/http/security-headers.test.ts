import { expect, test } from "vitest";
import { answerHeaders } from "./security-headers";

test("everything that is reached over https says so, for two years", () => {
  for (const path of ["/", "/today", "/api/trpc/campaigns.list", "/_next/static/x.js"]) {
    const said = "max-age=63072000; includeSubDomains";
    expect(answerHeaders(path, true)).toMatchObject({ "Strict-Transport-Security": said });
    expect(answerHeaders(path, false)).not.toHaveProperty("Strict-Transport-Security");
  }
});

test("what is no page can be framed by nobody", () => {
  expect(answerHeaders("/api/auth/sign-out", false)["Content-Security-Policy"]).toContain("frame-ancestors 'none'");
  // A page has a policy of its own (proxy.ts).
  expect(answerHeaders("/today", true)).not.toHaveProperty("Content-Security-Policy");
});
