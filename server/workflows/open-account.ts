import { isImplicit, supportedBilling, whyNotOpened } from "../domain/account/account-tools";
import { brandIssues, normaliseDomain } from "../domain/campaign/brand";
import { DomainError, type FieldIssue } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import {
  type AccountRecord,
  ensureImplicitAccount,
  getAccountRecord,
  saveAccountDetails,
} from "../repositories/accounts";
import { recordAudit } from "../repositories/audit";
import { getSalesAgent, type SalesAgentRecord } from "../repositories/sales-agents";
import type { AccountRequest } from "../sales-agents/sales-agent";
import { askForAccount, keepAnswer } from "../seller-calls/ask-for-account";

export type OpenAccount = {
  readonly salesAgentId: string;
  readonly brandDomain: string;
  readonly operator: string;
  readonly billing: string;
  readonly sandbox: boolean;
};

/** What came of it; `accountId` null: the seller opened none. `message`: the seller's words, or ours. */
export type OpenedAccount = {
  readonly accountId: string | null;
  readonly status: string | null;
  readonly problem: string | null;
};

/**
 * Asks a seller for an account by brand and operator, and keeps its answer. At an agent without account tools nobody is asked: brand and
 * operator are the account. SELLER_LIMIT where the seller opens none from here, INVALID_INPUT at the field.
 */
export async function openAccount(ports: Ports, actor: Actor, input: OpenAccount): Promise<OpenedAccount> {
  const { organisationId } = actor;
  const agent = await getSalesAgent(ports.db, organisationId, input.salesAgentId);
  const request = requestOf(agent, input);
  const { capabilities } = agent;
  if (capabilities !== null && isImplicit(capabilities)) return declare(ports, actor, agent, request);
  const place = { organisationId, salesAgentId: agent.id };
  const answer = await askForAccount(ports, place, request);
  if (answer.kind === "failed") {
    const { code, message } = answer.problem;
    throw new DomainError("SELLER_FAILED", `${agent.name} opened no account: ${message} (${code})`);
  }
  const { account, problem, action } = answer.synced;
  return ports.inTransaction(async (tx) => {
    // A request that failed leaves an account that was there as it was.
    const accountId = problem === null ? await keepAnswer(tx, ports, place, answer.synced) : null;
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "account.requested",
      subjectType: accountId === null ? "sales_agent" : "account",
      subjectId: accountId ?? agent.id,
      summary: `Asked ${agent.name} for an account for ${request.brandDomain}: ${problem === null ? account.status : "refused"}`,
      after: { ...request, action, status: account.status },
    });
    return { accountId, status: problem === null ? account.status : null, problem: problem?.message ?? null };
  });
}

function requestOf(agent: SalesAgentRecord, input: OpenAccount): AccountRequest {
  const closed = whyNotOpened(agent.capabilities, agent.name);
  if (closed !== null || agent.capabilities === null) throw new DomainError("SELLER_LIMIT", closed ?? "No account");
  const brandDomain = normaliseDomain(input.brandDomain);
  const operator = input.operator.trim() === "" ? brandDomain : normaliseDomain(input.operator);
  const issues: FieldIssue[] = [...domainIssues("brandDomain", brandDomain), ...domainIssues("operator", operator)];
  const billing = supportedBilling(agent.capabilities).find((party) => party === input.billing);
  if (billing === undefined) issues.push({ path: "billing", message: `${agent.name} does not bill that way` });
  if (input.sandbox && !agent.capabilities.sandboxAccounts && !isImplicit(agent.capabilities)) {
    issues.push({ path: "sandbox", message: `${agent.name} has no sandbox accounts` });
  }
  const [first] = issues;
  if (first || billing === undefined) throw new DomainError("INVALID_INPUT", first?.message ?? "Not usable", issues);
  return { brandDomain, operator, billing, paymentTerms: null, sandbox: input.sandbox };
}

function domainIssues(path: string, domain: string): FieldIssue[] {
  return brandIssues({ name: domain || "?", domain }).map(({ message }) => ({ path, message }));
}

async function declare(
  ports: Ports,
  actor: Actor,
  agent: SalesAgentRecord,
  { brandDomain, operator, sandbox }: AccountRequest,
): Promise<OpenedAccount> {
  const place = { organisationId: actor.organisationId, salesAgentId: agent.id };
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const accountId = await ensureImplicitAccount(tx, place, { brandDomain, operator, sandbox }, at, ports.newId);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "account.named",
      subjectType: "account",
      subjectId: accountId,
      summary: `Named an account for ${brandDomain} at ${agent.name}, which has no account tools`,
      after: { brandDomain, operator, sandbox },
    });
    return { accountId, status: "active", problem: null };
  });
}

/** Whether requests name the account by the seller's id or by brand and operator; some sellers list the one and take only the other. */
export async function nameAccountBy(
  ports: Ports,
  actor: Actor,
  input: { readonly accountId: string; readonly reference: "id" | "natural" },
): Promise<{ readonly accountId: string }> {
  const { organisationId } = actor;
  const { accountId, reference } = input;
  return ports.inTransaction(async (tx) => {
    const account = await getAccountRecord(tx, organisationId, accountId);
    const refused = whyNotNamed(account, reference);
    if (refused !== null) throw new DomainError("SELLER_LIMIT", refused);
    await saveAccountDetails(tx, organisationId, accountId, { ...account.details, reference });
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "account.named",
      subjectType: "account",
      subjectId: accountId,
      summary: `${account.name} is named by ${reference === "id" ? "the seller's id" : "brand and operator"} from now on`,
      before: { reference: account.details.reference },
      after: { reference },
    });
    return { accountId };
  });
}

function whyNotNamed(account: AccountRecord, reference: "id" | "natural"): string | null {
  if (reference === "id" && !account.details.hasSellerId) return "The seller gave this account no id";
  if (reference === "natural" && (account.brandDomain === null || account.operator === null)) {
    return "The seller has not said of which brand and operator this account is";
  }
  return null;
}
