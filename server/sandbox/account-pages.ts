import type { IncomingMessage, ServerResponse } from "node:http";
import { ACCOUNT_STATUSES, allAccounts, setAccountStatus } from "./accounts";
import { escapeHtml, finishForm, readFields, sendHtml, sendJson } from "./http";
import type { AccountRecord } from "./model";
import type { Seller } from "./seller";

const isStatus = (value: unknown): value is (typeof ACCOUNT_STATUSES)[number] =>
  ACCOUNT_STATUSES.some((status) => status === value);

function row(seller: Seller, account: AccountRecord): string {
  const action = `/${seller.profile.id}/accounts/${encodeURIComponent(account.account_id)}`;
  const options = ACCOUNT_STATUSES.map(
    (status) => `<option${status === account.status ? " selected" : ""}>${status}</option>`,
  ).join("");
  return `<tr><td>${escapeHtml(account.name)}<br><code>${escapeHtml(account.account_id)}</code></td>
    <td><form method="post" action="${action}"><select name="status" aria-label="Status">${options}</select>
    <button>Set</button></form></td></tr>`;
}

function overview(seller: Seller): string {
  const rows = allAccounts(seller).map((account) => row(seller, account));
  return `<h1>${escapeHtml(seller.profile.name)}: accounts</h1>
    <table><thead><tr><th scope="col">Account</th><th scope="col">Status</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** What a person has to do before the account opens: one button. */
function setupPage(seller: Seller, account: AccountRecord): string {
  const name = escapeHtml(seller.profile.name);
  if (account.status !== "pending_approval") {
    return `<h1>${name}: account set-up</h1><p>The account <b>${escapeHtml(account.name)}</b> is ${escapeHtml(account.status)}.
      There is nothing left to do here; you can close this page.</p>`;
  }
  return `<h1>${name}: account set-up</h1>
    <p>Somebody wants to buy as <b>${escapeHtml(account.brand.domain)}</b>, operated by <b>${escapeHtml(account.operator)}</b>.
    By approving, you accept the terms of business: invoices to the ${escapeHtml(account.billing)}, payable within 30 days.</p>
    <form method="post"><button name="decision" value="approve">Accept the terms and open the account</button></form>`;
}

async function setStatus(seller: Seller, id: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { status } = await readFields(req);
  if (!isStatus(status)) return sendJson(res, 400, { error: "send {status}", statuses: ACCOUNT_STATUSES });
  if (setAccountStatus(seller, id, status) === undefined) return sendJson(res, 404, { error: "no such account" });
  finishForm(req, res, `/${seller.profile.id}/accounts`, { account_id: id, status });
}

function approve(seller: Seller, account: AccountRecord, req: IncomingMessage, res: ServerResponse): void {
  if (account.status === "pending_approval") setAccountStatus(seller, account.account_id, "active");
  finishForm(req, res, `/${seller.profile.id}/setup/${encodeURIComponent(account.account_id)}`, {
    account_id: account.account_id,
    status: allAccounts(seller).find((one) => one.account_id === account.account_id)?.status,
  });
}

/** Accounts of a seller, with every status to choose from, and the page of each that waits for a person; false for another path. */
export async function handleAccounts(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const base = `/${seller.profile.id}`;
  if (!path.startsWith(`${base}/`)) return false;
  const rest = decodeURIComponent(path.slice(base.length));
  const waiting = allAccounts(seller).find((account) => rest === `/setup/${account.account_id}`);
  const named = /^\/accounts\/([^/]+)$/.exec(rest)?.[1];
  if (req.method === "GET" && waiting) sendHtml(res, "Account set-up", setupPage(seller, waiting));
  else if (req.method === "POST" && waiting) approve(seller, waiting, req, res);
  else if (req.method === "GET" && rest === "/accounts") sendHtml(res, "Accounts", overview(seller));
  else if (req.method === "POST" && named !== undefined) await setStatus(seller, named, req, res);
  else return false;
  return true;
}
