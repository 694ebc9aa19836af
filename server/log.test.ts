import { expect, test } from "vitest";
import { makeLog } from "./log";
import { followCalls, inCall } from "./sales-agents/call-context";

function logged() {
  const lines: Record<string, unknown>[] = [];
  const log = makeLog("info", { write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, log };
}

test("a line carries the fields of the work it is written in, the inner ones beside the outer, and no other work's", async () => {
  const { lines, log } = logged();
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  const request = (requestId: string) =>
    log.within?.({ requestId }, async () => {
      await pause();
      await log.within?.({ organisationId: `o-${requestId}` }, async () => {
        await pause();
        log.info({ path: "campaigns.list" }, "inside");
      });
      log.warn({}, "after");
    });
  await Promise.all([request("1"), request("2")]);
  log.info({}, "outside");
  const seen = lines.map(({ msg, requestId, organisationId }) => ({ msg, requestId, organisationId }));
  expect(seen).toHaveLength(5);
  for (const id of ["1", "2"]) {
    expect(seen).toContainEqual({ msg: "inside", requestId: id, organisationId: `o-${id}` });
    expect(seen).toContainEqual({ msg: "after", requestId: id, organisationId: undefined });
  }
  expect(seen).toContainEqual({ msg: "outside", requestId: undefined, organisationId: undefined });
});

test("a line written for a seller call names its change", () => {
  const { lines, log } = logged();
  followCalls();
  inCall({ sellerCallId: "c1", changeId: "d1" }, () => log.warn({}, "sending"));
  log.warn({}, "sent");
  expect(lines.map(({ msg, sellerCallId, changeId }) => [msg, sellerCallId, changeId])).toEqual([
    ["sending", "c1", "d1"],
    ["sent", undefined, undefined],
  ]);
});

test("what is named like a secret is not written, two levels deep", () => {
  const { lines, log } = logged();
  const secret = "canary-5f1c";
  const err = Object.assign(new Error("no"), { headers: { authorization: secret, cookie: secret } });
  log.error({ token: secret, body: { password: secret }, call: { agent: { credential: secret } }, err }, "failed");
  log.within?.({ idempotencyKey: secret }, () => log.info({}, "within"));
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain(secret);
});
