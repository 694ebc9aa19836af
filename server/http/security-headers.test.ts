import { expect, test } from "vitest";
import { answerHeaders } from "./security-headers";

test("everything that is reached over https says so, for two years", () => {
  const said = "max-age=63072000; includeSubDomains";
  expect(answerHeaders(true)).toMatchObject({ "Strict-Transport-Security": said });
  expect(answerHeaders(false)).not.toHaveProperty("Strict-Transport-Security");
});

test("what is no page can be framed by nobody", () => {
  expect(answerHeaders(false)["Content-Security-Policy"]).toContain("frame-ancestors 'none'");
});
