import type { IncomingMessage, ServerResponse } from "node:http";
import { BEHAVIOURS, isBehaviour } from "./behaviours";
import { escapeHtml, finishForm, readFields, sendHtml, sendJson } from "./http";
import { IDEMPOTENCY_MODES, parseIdempotency, readIdempotency, writeIdempotency } from "./idempotency-mode";
import type { BuyRecord, Json } from "./model";
import { reviewTable } from "./review-page";
import { readScript, type ScriptEntry, writeScript } from "./script";
import type { Seller } from "./seller";
import { ACTS } from "./seller-acts";

const TOOLS = [
  "*",
  "create_media_buy",
  "update_media_buy",
  "get_media_buys",
  "get_media_buy_delivery",
  "sync_creatives",
  "get_products",
  "tasks_get",
];

const options = (names: readonly string[], chosen = ""): string =>
  names.map((name) => `<option${name === chosen ? " selected" : ""}>${escapeHtml(name)}</option>`).join("");

const form = (action: string, legend: string, fields: string, button: string): string =>
  `<form method="post" action="/awkward/${action}"><fieldset><legend>${legend}</legend>${fields}
  <button>${button}</button></fieldset></form>`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead>
  <tbody>${rows.join("")}</tbody></table>`;

const buyField = '<label>Media buy <input name="media_buy_id" list="buys" required></label>';

function scriptForm(seller: Seller): string {
  const items = readScript(seller).map(({ tool, behaviour, value, times }) => {
    const words = [tool, behaviour, value].filter((word) => word !== "").map(escapeHtml);
    return `<li><code>${words.join(" ")}</code>, ${times} more</li>`;
  });
  const fields = `<label>Tool <select name="tool">${options(TOOLS)}</select></label>
    <label>Behaviour <select name="behaviour">${options(Object.keys(BEHAVIOURS))}</select></label>
    <label>Times <input name="times" value="1" size="3" inputmode="numeric"></label>
    <label>Value <input name="value"></label>`;
  return `${items.length === 0 ? "<p>Nothing scripted.</p>" : `<ul>${items.join("")}</ul>`}
    ${form("_control", "Next calls of anybody", fields, "Add")}
    ${form("_control", "Start over", '<input type="hidden" name="reset" value="true">', "Be honest again")}`;
}

function keysForm(seller: Seller): string {
  const { mode, seconds } = readIdempotency(seller);
  const said = mode === "expires" ? `${mode}:${seconds}` : mode;
  const choices = Object.keys(IDEMPOTENCY_MODES).map((name) => (name === "expires" ? "expires:5" : name));
  const fields = `<label>Keys <select name="idempotency">${options([...new Set([said, ...choices])], said)}</select></label>`;
  const words = Object.entries(IDEMPOTENCY_MODES).map(([name, does]) => `<li><code>${name}</code> ${does}</li>`);
  return `${form("_control", "Idempotency keys", fields, "Set")}<ul>${words.join("")}</ul>`;
}

function actForms(): string {
  const acts = `<label>Does <select name="act">${options(ACTS.filter((act) => act !== "edit"))}</select></label>
    <label>Reason <input name="reason"></label> <label>After ms <input name="after_ms" value="0" size="6" inputmode="numeric"></label>`;
  const hooks = `<label>Status <input name="status" placeholder="as it is"></label>
    <label>Copies <input name="duplicate" value="0" size="3" inputmode="numeric"></label>
    <label>Late by ms <input name="delay_ms" value="0" size="6" inputmode="numeric"></label>
    <label>Older by ms <input name="older_ms" value="0" size="6" inputmode="numeric"></label>
    <label>Wrongly signed <select name="forged">${options(["", "key", "body", "stale", "mode"])}</select></label>
    <label><input type="checkbox" name="replay" value="true"> sent twice as it is</label>
    <label><input type="checkbox" name="reuse_key" value="true"> under a key that was used</label>`;
  return `${form("_act", "The seller acts by itself", `${buyField} ${acts}`, "Act")}
    ${form("_webhook", "One more webhook", `${buyField} ${hooks}`, "Send")}`;
}

/** The latest media buys, to choose from by number. */
function latestBuys(seller: Seller): string {
  const buys = seller.store.list<BuyRecord>("buy").slice(-20).reverse();
  const known = buys.map(({ media_buy_id, po_number = "", status }) => {
    const words = `${po_number} ${status}`.trim();
    return `<option value="${escapeHtml(media_buy_id)}">${escapeHtml(words)}</option>`;
  });
  return `<datalist id="buys">${known.join("")}</datalist>`;
}

function page(seller: Seller): string {
  const known = Object.entries(BEHAVIOURS).map(
    ([name, { does }]) => `<tr><th scope="row"><code>[${name}]</code></th><td>${escapeHtml(does)}</td></tr>`,
  );
  return `<h1>${escapeHtml(seller.profile.name)}: misbehave on request</h1>
    <p>Honest unless scripted here, or asked by a marker such as <code>[refuse]</code>, <code>[update:ignore]</code> or
    <code>[slow:5000]</code> in a media buy's PO number or context.</p>
    <h2>Script</h2>${scriptForm(seller)}
    <h2>Keys</h2>${keysForm(seller)}
    <h2>Unasked</h2>${latestBuys(seller)}${actForms()}
    <h2>Waiting for a reviewer</h2>${reviewTable(seller)}
    <h2>Behaviours</h2>${table(["Marker", "What it does"], known)}`;
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
