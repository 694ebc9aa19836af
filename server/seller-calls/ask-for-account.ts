import type { AccountDetails } from "../domain/account/account-details";
import { offersFinancials } from "../domain/account/account-tools";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import {
  type AccountRecord,
  getAccountRecord,
  saveAccountDetails,
  saveListedAccounts,
  saveSyncedAccount,
} from "../repositories/accounts";
import { getSalesAgent } from "../repositories/sales-agents";
import type { AccountRequest, Capabilities, SellerProblem, SyncedAccount } from "../sales-agents/sales-agent";
import { accountRefOf, endpointOf } from "./endpoints";

type Place = { readonly organisationId: string; readonly salesAgentId: string };

/** What a seller said to a request for an account; `failed`: it refused, or there is no answer to read. */
export type AccountAnswer =
  | { readonly kind: "answered"; readonly synced: SyncedAccount }
  | { readonly kind: "failed"; readonly problem: Pick<SellerProblem, "code" | "message"> };

/** Asks the seller for one account by its natural key. Repeating it is harmless: the seller keeps one account per key. */
export async function askForAccount(ports: Ports, place: Place, request: AccountRequest): Promise<AccountAnswer> {
  const endpoint = await endpointOf(ports.db, ports, place.organisationId, place.salesAgentId);
  const reply = await ports.salesAgents(endpoint).syncAccounts([request], ports.newIdempotencyKey());
  switch (reply.kind) {
    case "accepted": {
      const synced = reply.value.find((one) => isFor(one, request)) ?? reply.value[0];
      if (synced) return { kind: "answered", synced };
      return failed("BAD_REPLY", "The seller answered, but not for the account that was asked for");
    }
    case "submitted":
    case "working":
    case "input_required":
      return failed("STILL_WORKING", reply.message ?? "The seller has not decided yet: ask again later");
    default:
      return { kind: "failed", problem: reply.problem };
  }
}

function isFor({ account }: SyncedAccount, request: AccountRequest): boolean {
  const { brandDomain, operator, sandbox } = account;
  return brandDomain === request.brandDomain && operator === request.operator && sandbox === request.sandbox;
}

function failed(code: string, message: string): AccountAnswer {
  return { kind: "failed", problem: { code, message } };
}

/**
 * Asks the seller again how an account stands: by its list where it has one, else by repeating our request for the account. NOT_FOUND
 * for another organisation's. Answers with the account as it is now, or why nobody could say.
 */
export async function recheckAccount(
  ports: Ports,
  organisationId: string,
  accountId: string,
): Promise<{ readonly account: AccountRecord; readonly problem: Pick<SellerProblem, "code" | "message"> | null }> {
  const account = await getAccountRecord(ports.db, organisationId, accountId);
  const place = { organisationId, salesAgentId: account.salesAgentId };
  const { capabilities } = await getSalesAgent(ports.db, organisationId, account.salesAgentId);
  const tools = capabilities?.tools ?? [];
  let problem: Pick<SellerProblem, "code" | "message"> | null = null;
  if (tools.includes("list_accounts")) problem = await relist(ports, place);
  else if (tools.includes("sync_accounts")) problem = await repeat(ports, place, account);
  return { account: await getAccountRecord(ports.db, organisationId, accountId), problem };
}

async function relist(ports: Ports, place: Place): Promise<Pick<SellerProblem, "code" | "message"> | null> {
  const { organisationId, salesAgentId } = place;
  const endpoint = await endpointOf(ports.db, ports, organisationId, salesAgentId);
  const listed = await ports.salesAgents(endpoint).listAccounts();
  if (listed.kind === "failed") return listed.problem;
  const agent = { organisationId, id: salesAgentId };
  await ports.inTransaction((tx) => saveListedAccounts(tx, agent, listed.value, ports.clock(), ports.newId));
  return null;
}

async function repeat(
  ports: Ports,
  place: Place,
  account: AccountRecord,
): Promise<Pick<SellerProblem, "code" | "message"> | null> {
  const { brandDomain, operator, sandbox, details } = account;
  if (brandDomain === null || operator === null) return null;
  const { billing, paymentTerms } = details;
  const answer = await askForAccount(ports, place, {
    brandDomain,
    operator,
    sandbox,
    billing: billing ?? "operator",
    paymentTerms,
  });
  if (answer.kind === "failed") return answer.problem;
  await ports.inTransaction((tx) => keepAnswer(tx, ports, place, answer.synced));
  return answer.synced.problem;
}

/** The seller's answer as a row, asked about again by itself while it waits for somebody there or here. */
export async function keepAnswer(
  tx: Parameters<Parameters<Ports["inTransaction"]>[0]>[0],
  ports: Pick<Ports, "clock" | "newId">,
  { organisationId, salesAgentId }: Place,
  synced: SyncedAccount,
): Promise<string> {
  const at = ports.clock();
  const agent = { organisationId, id: salesAgentId };
  const id = await saveSyncedAccount(tx, agent, synced.account, at, ports.newId);
  if (synced.account.status === "pending_approval") {
    const job = { id: ports.newId(), kind: "check_account", subjectId: id, lane: `account:${id}` } as const;
    await enqueueJob(tx, { ...job, organisationId, dueAt: addMillis(at, firstLookMs), at });
  }
  return id;
}

/** A person needs longer than that to open a page and decide. */
const firstLookMs = 10_000;

/** get_account_financials, where the agent offers it; kept with the moment it was read. */
export async function readFinancials(
  ports: Ports,
  organisationId: string,
  accountId: string,
): Promise<Pick<SellerProblem, "code" | "message"> | null> {
  const account = await getAccountRecord(ports.db, organisationId, accountId);
  const { capabilities } = await getSalesAgent(ports.db, organisationId, account.salesAgentId);
  if (capabilities === null || !offersFinancials(capabilities)) {
    return { code: "UNSUPPORTED_FEATURE", message: "This seller does not say how its accounts stand" };
  }
  const endpoint = await endpointOf(ports.db, ports, organisationId, account.salesAgentId);
  const read = await ports.salesAgents(endpoint).getAccountFinancials(accountRefOf(account));
  if (read.kind === "failed") return read.problem;
  await ports.inTransaction(async (tx) => {
    const now = await getAccountRecord(tx, organisationId, accountId);
    await saveAccountDetails(tx, organisationId, accountId, withFinancials(now.details, read.value, ports.clock()));
  });
  return null;
}

function withFinancials(
  details: AccountDetails,
  value: Omit<NonNullable<AccountDetails["financials"]>, "at">,
  at: Instant,
): AccountDetails {
  return { ...details, financials: { ...value, at } };
}

/** More accounts than this are asked for their money only by hand. */
const mostFinancials = 20;

/**
 * What the agent's list does not say: accounts we opened with one that lists none, by repeating our requests, and how the open ones
 * stand where it tells. A failure leaves what was known, with its age.
 */
export async function refreshAccounts(
  ports: Ports,
  place: Place,
  capabilities: Pick<Capabilities, "tools">,
): Promise<void> {
  const { organisationId, salesAgentId } = place;
  const { tools } = capabilities;
  const { accounts } = await getSalesAgent(ports.db, organisationId, salesAgentId);
  const ours = accounts.filter((account) => account.details.source === "synced");
  if (!tools.includes("list_accounts") && tools.includes("sync_accounts")) {
    for (const account of ours) await repeat(ports, place, account);
  }
  if (!offersFinancials(capabilities)) return;
  const open = accounts.filter(({ status }) => status === "active" || status === "payment_required");
  for (const account of open.slice(0, mostFinancials)) await readFinancials(ports, organisationId, account.id);
}
