import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { setDefaultAccount } from "../repositories/accounts";
import { recordAudit } from "../repositories/audit";
import { getSalesAgent, updateSalesAgent } from "../repositories/sales-agents";
import { resumeAgent } from "../seller-calls/agent-held";
import { type NewCredential, sealCredential } from "./seal-credential";
import { keepFirstSigningKey, newSigningKey } from "./signing-keys";

export type EditSalesAgent = {
  readonly salesAgentId: string;
  readonly revision: number;
  readonly name?: string | undefined;
  /** Replaces the stored one whole, from the next call on; left out, it stays. Never readable again. */
  readonly credential?: NewCredential | undefined;
  readonly signsRequests?: boolean | undefined;
};

export async function editSalesAgent(
  ports: Ports,
  actor: Actor,
  input: EditSalesAgent,
): Promise<{ readonly salesAgentId: string }> {
  const { organisationId } = actor;
  const { salesAgentId: id, revision } = input;
  const { name, credential, signsRequests } = input;
  const plain = { ...(name === undefined ? {} : { name }), ...(signsRequests === undefined ? {} : { signsRequests }) };
  const provesAnew = credential !== undefined || signsRequests !== undefined;
  const key = signsRequests === true ? newSigningKey(ports, organisationId) : null;
  const edited = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const before = await getSalesAgent(tx, organisationId, id);
    const sealed = credential && sealCredential(ports, credential, { salesAgentId: id, by: actor, at });
    await updateSalesAgent(tx, { organisationId, id, revision }, { ...plain, ...sealed });
    if (key !== null) await keepFirstSigningKey(tx, ports, actor, key);
    if (provesAnew) await resumeAgent(tx, ports, { organisationId, salesAgentId: id });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "sales_agent.changed",
      subjectType: "sales_agent",
      subjectId: id,
      summary: `Changed the sales agent ${before.name}`,
      before: { name: before.name, credential: before.credential.scheme, signsRequests: before.signsRequests },
      after: { ...plain, ...(credential ? { credential: credentialWord(credential) } : {}) },
    });
    return { salesAgentId: id };
  });
  if (provesAnew) ports.wakeWorker();
  return edited;
}

function credentialWord({ scheme }: NewCredential): string {
  return scheme === "none" ? "removed" : `replaced (${scheme})`;
}

/** Takes the agent off the list; its buys, history and audit stay. */
export async function removeSalesAgent(
  ports: Ports,
  actor: Actor,
  input: { readonly salesAgentId: string; readonly revision: number },
): Promise<{ readonly salesAgentId: string }> {
  const { organisationId } = actor;
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const agent = await getSalesAgent(tx, organisationId, input.salesAgentId);
    await updateSalesAgent(tx, { organisationId, id: agent.id, revision: input.revision }, { removedAt: new Date(at) });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "sales_agent.removed",
      subjectType: "sales_agent",
      subjectId: agent.id,
      summary: `Removed the sales agent ${agent.name}`,
    });
    return { salesAgentId: agent.id };
  });
}

/** New packages at this agent buy on this account unless the planner says otherwise. */
export async function chooseDefaultAccount(
  ports: Ports,
  actor: Actor,
  accountId: string,
): Promise<{ readonly salesAgentId: string }> {
  return ports.inTransaction(async (tx) => {
    const account = await setDefaultAccount(tx, actor.organisationId, accountId);
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "account.made_default",
      subjectType: "account",
      subjectId: account.id,
      summary: `Made ${account.name} the account to buy on`,
    });
    return { salesAgentId: account.salesAgentId };
  });
}
