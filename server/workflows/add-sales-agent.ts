import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { recordAudit } from "../repositories/audit";
import { insertSalesAgent } from "../repositories/sales-agents";
import { type NewCredential, sealCredential } from "./seal-credential";
import { keepFirstSigningKey, newSigningKey } from "./signing-keys";

export type AddSalesAgent = {
  readonly name: string;
  readonly url: string;
  readonly protocol: "mcp" | "a2a" | "rest";
  readonly credential: NewCredential;
  readonly signsRequests: boolean;
  readonly sandbox: boolean;
  readonly domain?: string | null | undefined;
};

/** Stores the agent with its credential sealed; contact is made afterwards, so that a dead agent can still be added and mended. */
export async function addSalesAgent(
  ports: Ports,
  actor: Actor,
  input: AddSalesAgent,
): Promise<{ readonly salesAgentId: string }> {
  const url = canonicalUrl(input.url);
  const id = ports.newId();
  const { organisationId } = actor;
  const key = input.signsRequests ? newSigningKey(ports, organisationId) : null;
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { name, protocol, sandbox, signsRequests, domain = null } = input;
    const credential = sealCredential(ports, input.credential, { salesAgentId: id, by: actor, at });
    await insertSalesAgent(tx, {
      id,
      organisationId,
      name,
      url,
      protocol,
      sandbox,
      domain,
      signsRequests,
      credential,
      at,
    });
    if (key !== null) await keepFirstSigningKey(tx, ports, actor, key);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "sales_agent.added",
      subjectType: "sales_agent",
      subjectId: id,
      summary: `Added the sales agent ${name}`,
      after: { name, url, protocol, sandbox, domain, credential: credential.authScheme, signsRequests },
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
  if (url.username !== "" || url.password !== "")
    throw issue("Put the credential in its own field, not in the address");
  url.hash = "";
  return url.href.replace(/\/$/, "");
}
