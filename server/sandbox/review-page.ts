import type { IncomingMessage, ServerResponse } from "node:http";
import { approve, decideDueReviews, decline } from "./decide-reviews";
import { escapeHtml, finishForm, readFields, sendHtml, sendJson } from "./http";
import type { TaskRecord } from "./model";
import { isHeld, pendingReviews, setHold } from "./reviews";
import type { Seller } from "./seller";

function row(task: TaskRecord): string {
  const action = `/careful/reviews/${encodeURIComponent(task.task_id)}`;
  return `<tr><td><code>${escapeHtml(task.task_id)}</code><br>${escapeHtml(task.created_at)}</td>
    <td>${escapeHtml(task.summary)}<br>${escapeHtml(task.account_key)}</td>
    <td><form method="post" action="${action}"><button name="decision" value="approve">Approve</button></form>
    <form method="post" action="${action}"><input name="reason" aria-label="Reason" placeholder="Reason" required>
    <button name="decision" value="decline">Decline</button></form></td></tr>`;
}

function page(seller: Seller): string {
  const rows = pendingReviews(seller).map(row).join("");
  const held = isHeld(seller);
  const mode = held
    ? "Reviews are held: they wait here until you decide."
    : `Reviews decide by themselves after ${seller.reviewSeconds} seconds.`;
  const toggle = `<form method="post" action="/careful/hold"><input type="hidden" name="hold" value="${held ? "false" : "true"}">
    <button>${held ? "Let reviews decide by themselves" : "Hold reviews"}</button></form>`;
  const table =
    rows === ""
      ? "<p>No order is waiting.</p>"
      : `<table><tr><th>Task</th><th>Order</th><th>Decision</th></tr>${rows}</table>`;
  return `<h1>${escapeHtml(seller.profile.name)}: orders to review</h1><p>${mode}</p>${toggle}${table}`;
}

async function decide(seller: Seller, taskId: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const task = pendingReviews(seller).find((one) => one.task_id === taskId);
  if (task === undefined) return sendJson(res, 404, { error: "no such pending review" });
  const { decision, reason } = await readFields(req);
  if (decision !== "approve" && decision !== "decline") {
    return sendJson(res, 400, { error: "decision is approve or decline" });
  }
  const text = typeof reason === "string" && reason !== "" ? reason : "Declined by ad operations.";
  const done = decision === "approve" ? approve(seller, task) : decline(seller, task, text);
  finishForm(req, res, "/careful", { task_id: done.task_id, status: done.status, media_buy_id: done.media_buy_id });
}

async function hold(seller: Seller, req: IncomingMessage, res: ServerResponse): Promise<void> {
  // What was due before the switch is decided as it would have been.
  decideDueReviews(seller);
  const fields = await readFields(req);
  setHold(seller, fields.hold === true || fields.hold === "true");
  finishForm(req, res, "/careful", { hold: isHeld(seller) });
}

/** The pages under /careful; false when the path is none of them. */
export async function handleReviews(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const taskId = /^\/careful\/reviews\/([^/]+)$/.exec(path)?.[1];
  if (req.method === "GET" && path === "/careful") sendHtml(res, "Orders to review", page(seller));
  else if (req.method === "GET" && path === "/careful/reviews") {
    sendJson(res, 200, { hold: isHeld(seller), reviews: pendingReviews(seller) });
  } else if (req.method === "POST" && path === "/careful/hold") await hold(seller, req, res);
  else if (req.method === "POST" && taskId !== undefined) await decide(seller, decodeURIComponent(taskId), req, res);
  else return false;
  return true;
}
