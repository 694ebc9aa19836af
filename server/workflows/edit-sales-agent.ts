import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getSalesAgent, setDefaultAccount, updateSalesAgent } from "../repositories/sales-agents";
import { resumeAgent } from "../seller-calls/agent-held";

export type EditSalesAgent = {
  readonly salesAgentId: string;
  readonly revision: number;
  readonly name?: string | undefined;
  /** A new token; empty text removes it; left out, the stored one stays. Never readable again. */
  readonly token?: string | undefined;
};

export async function editSalesAgent(
  ports: Ports,
  actor: Actor,
  input: EditSalesAgent,
): Promise<{ readonly salesAgentId: string }> {
  const { organisationId } = actor;
  const { salesAgentId: id, revision } = input;
  const place = { organisationId, rowId: id, field: "credential" };
  const sealed =
    input.token === undefined
      ? {}
      : { credentialSealed: input.token === "" ? null : ports.vault.seal(input.token, place) };
  const named = input.name === undefined ? {} : { name: input.name };
  const edited = await ports.inTransaction(async (tx) => {
    const before = await getSalesAgent(tx, organisationId, id);
    await updateSalesAgent(tx, { organisationId, id, revision }, { ...named, ...sealed });
    if (input.token !== undefined) await resumeAgent(tx, ports, { organisationId, salesAgentId: id });
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "sales_agent.changed",
      subjectType: "sales_agent",
      subjectId: id,
      summary: `Changed the sales agent ${before.name}`,
      before: { name: before.name },
      after: {
        ...named,
        ...(input.token === undefined ? {} : { credential: input.token === "" ? "removed" : "replaced" }),
      },
    });
    return { salesAgentId: id };
  });
  if (input.token !== undefined) ports.wakeWorker();
  return edited;
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
