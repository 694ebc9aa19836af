import type { IncomingMessage, ServerResponse } from "node:http";
import { BEHAVIOURS, isBehaviour } from "./behaviours";
import { escapeHtml, finishForm, readFields, sendHtml, sendJson } from "./http";
import { IDEMPOTENCY_MODES, parseIdempotency, readIdempotency, writeIdempotency } from "./idempotency-mode";
import type { Json } from "./model";
import { readScript, type ScriptEntry, writeScript } from "./script";
import type { Seller } from "./seller";

const TOOLS = ["*", "create_media_buy", "update_media_buy", "sync_creatives", "get_products", "get_media_buys"];

const options = (names: readonly string[]): string =>
  names.map((name) => `<option>${escapeHtml(name)}</option>`).join("");

function page(seller: Seller): string {
  const known = Object.entries(BEHAVIOURS).map(
    ([name, { does }]) => `<tr><td><code>[${name}]</code></td><td>${escapeHtml(does)}</td></tr>`,
  );
  const script = readScript(seller).map(
    (entry) =>
      `<li>${escapeHtml(entry.tool)}: ${entry.behaviour} ${escapeHtml(entry.value)} (${entry.times} more)</li>`,
  );
  return `<h1>${escapeHtml(seller.profile.name)}: misbehave on request</h1>
    <p>Honest unless scripted here, or asked by a marker such as <code>[refuse]</code>, <code>[update:ignore]</code> or
    <code>[slow:5000]</code> in a media buy's PO number or context.</p>
    <table><tr><th>Behaviour</th><th>What it does</th></tr>${known.join("")}</table>
    <h2>Script</h2>${script.length === 0 ? "<p>Nothing scripted.</p>" : `<ul>${script.join("")}</ul>`}
    <form method="post" action="/awkward/_control">
    <label>Tool <select name="tool">${options(TOOLS)}</select></label>
    <label>Behaviour <select name="behaviour">${options(Object.keys(BEHAVIOURS))}</select></label>
    <label>Times <input name="times" value="1" size="3"></label>
    <label>Value <input name="value"></label> <button>Add</button></form>
    <form method="post" action="/awkward/_control"><input type="hidden" name="reset" value="true"><button>Clear</button></form>`;
}

function entryOf(fields: Json): ScriptEntry | undefined {
  const behaviour = String(fields.behaviour ?? "");
  const times = Number(fields.times ?? 1);
  if (!isBehaviour(behaviour) || !Number.isInteger(times) || times < 1) return undefined;
  return { tool: String(fields.tool ?? "*"), behaviour, times, value: String(fields.value ?? "") };
}

function order(seller: Seller, fields: Json): boolean {
  if (fields.reset === true || fields.reset === "true") {
    writeScript(seller, []);
    writeIdempotency(seller, { mode: "kept", seconds: 0 });
    return true;
  }
  if (fields.idempotency !== undefined) {
    const setting = parseIdempotency(String(fields.idempotency));
    if (setting !== undefined) writeIdempotency(seller, setting);
    return setting !== undefined;
  }
  const entry = entryOf(fields);
  if (entry !== undefined) writeScript(seller, [...readScript(seller), entry]);
  return entry !== undefined;
}

const stateOf = (seller: Seller): Json => ({ script: readScript(seller), idempotency: readIdempotency(seller) });

async function control(seller: Seller, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (order(seller, await readFields(req))) return finishForm(req, res, "/awkward", stateOf(seller));
  sendJson(res, 400, {
    error: "send {tool, behaviour, times?, value?}, {idempotency} or {reset: true}",
    behaviours: Object.keys(BEHAVIOURS),
    idempotency: Object.keys(IDEMPOTENCY_MODES),
  });
}

/** The pages under /awkward; false when the path is none of them. */
export async function handleControl(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (req.method === "GET" && path === "/awkward") sendHtml(res, "Misbehave on request", page(seller));
  else if (req.method === "GET" && path === "/awkward/_control") sendJson(res, 200, stateOf(seller));
  else if (req.method === "POST" && path === "/awkward/_control") await control(seller, req, res);
  else return false;
  return true;
}
