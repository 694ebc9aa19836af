import { afterAll, beforeAll, expect, it } from "vitest";
import { awkwardOrder, ownAccount, startTestSandbox, type TestSandbox } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const page = async (path = "/awkward"): Promise<string> => (await fetch(`${sandbox.url()}${path}`)).text();

/** What a browser's form sends; it is sent back to the page. */
async function submit(path: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(`${sandbox.url()}${path}`, {
    method: "POST",
    headers: { accept: "text/html" },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  expect([response.status, response.headers.get("location")]).toEqual([303, "/awkward"]);
}

it("scripts and shows it, as text", async () => {
  expect(await page()).toContain("Nothing scripted.");
  await submit("/awkward/_control", { tool: "get_products", behaviour: "refuse", times: "2", value: "X|<b>No</b>" });
  const shown = await page();
  expect(shown).toContain("get_products refuse X|&lt;b&gt;No&lt;/b&gt;");
  expect(shown).not.toContain("<b>No</b>");
  await submit("/awkward/_control", { reset: "true" });
  expect(await page()).toContain("Nothing scripted.");
});

it("sets how keys are kept", async () => {
  await submit("/awkward/_control", { idempotency: "expires:5" });
  expect(await page()).toContain("<option selected>expires:5</option>");
  await submit("/awkward/_control", { reset: "true" });
  expect(await page()).toContain("<option selected>kept</option>");
});

it("offers the buys to act on, and acts", async () => {
  const buy = await sandbox.call("awkward", "create_media_buy", awkwardOrder(ownAccount("page"), "PO <9>"));
  expect(await page()).toContain(`<option value="${String(buy.media_buy_id)}">PO &lt;9&gt; pending_creatives</option>`);
  const media_buy_id = String(buy.media_buy_id);
  await submit("/awkward/_act", { media_buy_id, act: "pause", reason: "Traffic", after_ms: "0" });
  expect(await page()).toContain("PO &lt;9&gt; paused");
});

it("labels every field and heads every column", async () => {
  for (const path of ["/", "/awkward", "/careful"]) {
    const html = await page(path);
    const fields = html.match(/<(?:input|select)(?![^>]*type="hidden")[^>]*>/g) ?? [];
    const labels = html.match(/<label>|aria-label=/g) ?? [];
    expect({ path, labels: labels.length }).toEqual({ path, labels: fields.length });
    expect(html).not.toMatch(/<th(?![^>]*scope=)[\s>]/);
  }
});
