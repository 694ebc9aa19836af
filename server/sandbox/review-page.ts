import type { IncomingMessage, ServerResponse } from "node:http";
import { approve, decideDueReviews, decline } from "./decide-reviews";
import { escapeHtml, finishForm, readFields, sendHtml, sendJson } from "./http";
import type { TaskRecord } from "./model";
import { isHeld, pendingReviews, setHold } from "./reviews";
import type { Seller } from "./seller";

function row(seller: Seller, task: TaskRecord): string {
  const action = `/${seller.profile.id}/reviews/${encodeURIComponent(task.task_id)}`;
  return `<tr><td><code>${escapeHtml(task.task_id)}</code><br>${escapeHtml(task.created_at)}</td>
    <td>${escapeHtml(task.summary)}<br>${escapeHtml(task.account_key)}</td>
    <td><form method="post" action="${action}"><button name="decision" value="approve">Approve</button></form>
    <form method="post" action="${action}"><input name="reason" aria-label="Reason" placeholder="Reason" required>
    <button name="decision" value="decline">Decline</button></form></td></tr>`;
}

/** The orders and changes that wait, with what a reviewer can do about each. */
export function reviewTable(seller: Seller): string {
  const rows = pendingReviews(seller)
    .map((task) => row(seller, task))
    .join("");
  if (rows === "") return "<p>No order is waiting.</p>";
  const head = ["Task", "Order", "Decision"].map((text) => `<th scope="col">${text}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function page(seller: Seller): string {
  const held = isHeld(seller);
  const mode = held
    ? "Reviews are held: they wait here until you decide."
    : `Reviews decide by themselves after ${seller.reviewSeconds} seconds.`;
  const toggle = `<form method="post" action="/${seller.profile.id}/hold"><input type="hidden" name="hold" value="${held ? "false" : "true"}">
    <button>${held ? "Let reviews decide by themselves" : "Hold reviews"}</button></form>`;
  return `<h1>${escapeHtml(seller.profile.name)}: orders to review</h1><p>${mode}</p>${toggle}${reviewTable(seller)}`;
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
  finishForm(req, res, `/${seller.profile.id}`, {
    task_id: done.task_id,
    status: done.status,
    media_buy_id: done.media_buy_id,
  });
}

async function hold(seller: Seller, req: IncomingMessage, res: ServerResponse): Promise<void> {
  // What was due before the switch is decided as it would have been.
  decideDueReviews(seller);
  const fields = await readFields(req);
  setHold(seller, fields.hold === true || fields.hold === "true");
  finishForm(req, res, `/${seller.profile.id}`, { hold: isHeld(seller) });
}

/** The reviewers' page of a seller that reviews, and their decisions at any seller; false when the path is none of it. */
export async function handleReviews(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const base = `/${seller.profile.id}`;
  if (!path.startsWith(base)) return false;
  const rest = path.slice(base.length);
  const taskId = /^\/reviews\/([^/]+)$/.exec(rest)?.[1];
  if (req.method === "GET" && rest === "" && seller.profile.reviewsBuys)
    sendHtml(res, "Orders to review", page(seller));
  else if (req.method === "GET" && rest === "/reviews") {
    sendJson(res, 200, { hold: isHeld(seller), reviews: pendingReviews(seller) });
  } else if (req.method === "POST" && rest === "/hold") await hold(seller, req, res);
  else if (req.method === "POST" && taskId !== undefined) await decide(seller, decodeURIComponent(taskId), req, res);
  else return false;
  return true;
}
