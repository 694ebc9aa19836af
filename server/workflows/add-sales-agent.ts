import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { recordAudit } from "../repositories/audit";
import { insertSalesAgent } from "../repositories/sales-agents";

export type AddSalesAgent = {
  readonly name: string;
  readonly url: string;
  readonly protocol: "mcp" | "a2a" | "rest";
  readonly token: string;
  readonly sandbox: boolean;
};

/** Stores the agent with its token sealed; contact is made afterwards, so that a dead agent can still be added and mended. */
export async function addSalesAgent(
  ports: Ports,
  actor: Actor,
  input: AddSalesAgent,
): Promise<{ readonly salesAgentId: string }> {
  const url = canonicalUrl(input.url);
  const id = ports.newId();
  const { organisationId } = actor;
  const place = { organisationId, rowId: id, field: "credential" };
  const credentialSealed = input.token === "" ? null : ports.vault.seal(input.token, place);
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { name, protocol, sandbox } = input;
    await insertSalesAgent(tx, { id, organisationId, name, url, protocol, credentialSealed, sandbox, at });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "sales_agent.added",
      subjectType: "sales_agent",
      subjectId: id,
      summary: `Added the sales agent ${name}`,
      after: { name, url, protocol, sandbox, credential: credentialSealed === null ? "none" : "set" },
    });
    const contact = { id: ports.newId(), kind: "contact_sales_agent", subjectId: id, lane: id } as const;
    await enqueueJob(tx, { ...contact, organisationId, dueAt: at, at });
    return { salesAgentId: id };
  });
}

/** One spelling per agent: lower-case host, no fragment, no credentials, no trailing slash beyond the root. */
function canonicalUrl(text: string): string {
  const issue = (message: string) => new DomainError("INVALID_INPUT", message, [{ path: "url", message }]);
  if (!URL.canParse(text)) throw issue("Enter an address such as https://ads.example.com/mcp");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw issue("The address must start with https://");
  if (url.username !== "" || url.password !== "") throw issue("Put the token in its own field, not in the address");
  url.hash = "";
  return url.href.replace(/\/$/, "");
}
