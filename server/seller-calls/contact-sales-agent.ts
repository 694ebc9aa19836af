import { spokenVersion } from "../domain/dialect/limits";
import type { Ports } from "../ports";
import { saveListedAccounts } from "../repositories/accounts";
import { saveFormats } from "../repositories/creative-formats";
import { recordContact, saveCapabilities } from "../repositories/sales-agents";
import type { CreativeFormat } from "../sales-agents/creative-exchange";
import type { Capabilities, Read, SalesAgent, SellerAccount, SellerProblem } from "../sales-agents/sales-agent";
import { refreshAccounts } from "./ask-for-account";
import { endpointOf } from "./endpoints";

export type ContactOutcome =
  | {
      readonly kind: "ok";
      readonly milliseconds: number;
      readonly capabilities: Capabilities;
      readonly accounts: readonly SellerAccount[];
    }
  | { readonly kind: "failed"; readonly milliseconds: number; readonly problem: SellerProblem };

/** Asks an agent what it can and which accounts it has, and keeps the answers. The test-connection button, and the first contact. */
export async function contactSalesAgent(
  ports: Ports,
  organisationId: string,
  salesAgentId: string,
): Promise<ContactOutcome> {
  const endpoint = await endpointOf(ports.db, ports, organisationId, salesAgentId);
  const capabilities = await ports.salesAgents(endpoint).getCapabilities();
  if (capabilities.kind === "failed") return keepFailure(ports, organisationId, salesAgentId, capabilities);
  // From here on in the version that it has just said it speaks.
  const agent = ports.salesAgents({ ...endpoint, version: spokenVersion(capabilities.value.majorVersions) });
  const accounts = await accountsOf(agent.listAccounts.bind(agent), capabilities.value);
  if (accounts.kind === "failed") return keepFailure(ports, organisationId, salesAgentId, accounts);
  const milliseconds = capabilities.milliseconds + accounts.milliseconds;
  const formats = await formatsOf(agent, capabilities.value);
  await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    await saveCapabilities(tx, organisationId, salesAgentId, capabilities.value, at);
    await saveListedAccounts(tx, { organisationId, id: salesAgentId }, accounts.value, at, ports.newId);
    if (formats) await saveFormats(tx, organisationId, salesAgentId, formats, at);
    await recordContact(tx, organisationId, salesAgentId, {
      at,
      ok: true,
      milliseconds: capabilities.milliseconds,
      error: null,
    });
  });
  await refreshAccounts(ports, { organisationId, salesAgentId }, capabilities.value);
  return { kind: "ok", milliseconds, capabilities: capabilities.value, accounts: accounts.value };
}

/** Agents without account tools buy on one implicit account, which is legal: an empty list, not a failure. */
async function accountsOf(
  list: () => Promise<Read<readonly SellerAccount[]>>,
  capabilities: Capabilities,
): Promise<Read<readonly SellerAccount[]>> {
  if (!capabilities.tools.includes("list_accounts")) return { kind: "ok", value: [], milliseconds: 0 };
  return list();
}

/** What it takes as creatives, so that the desk can say what fits; without an answer it is asked again before a sync. */
async function formatsOf(agent: SalesAgent, capabilities: Capabilities): Promise<readonly CreativeFormat[] | null> {
  if (!capabilities.tools.includes("list_creative_formats")) return null;
  const formats = await agent.listCreativeFormats();
  return formats.kind === "ok" ? formats.value : null;
}

async function keepFailure(
  ports: Ports,
  organisationId: string,
  salesAgentId: string,
  failed: Extract<Read<unknown>, { kind: "failed" }>,
): Promise<ContactOutcome> {
  const { milliseconds, problem } = failed;
  const contact = {
    at: ports.clock(),
    ok: false,
    milliseconds,
    error: `${problem.code}: ${problem.message}`.slice(0, 500),
  };
  await recordContact(ports.db, organisationId, salesAgentId, contact);
  return { kind: "failed", milliseconds, problem };
}
