import { randomBytes } from "node:crypto";
import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { addMillis } from "../domain/time";
import { signingProblem } from "../domain/webhook/may-sign";
import { previousSecretMs, type WebhookMode } from "../domain/webhook/webhook-mode";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import {
  previousSecretPlace,
  secretPlace,
  updateWebhookAgent,
  type WebhookAgent,
  webhookAgent,
} from "../repositories/webhook-registrations";

export type WebhookSetting = {
  readonly salesAgentId: string;
  readonly revision: number;
  readonly mode: WebhookMode;
};

/**
 * How this agent's webhooks are signed from now on; off: it is polled only, and what still comes is refused. INVALID_INPUT at `mode` where the
 * seller cannot reach us or does not sign that way.
 */
export async function setWebhookMode(
  ports: Ports,
  actor: Actor,
  { salesAgentId, revision, mode }: WebhookSetting,
): Promise<{ readonly salesAgentId: string }> {
  return ports.inTransaction(async (tx) => {
    const agent = await webhookAgent(tx, actor.organisationId, salesAgentId);
    if (mode !== "off") refuseUnlessPossible(ports, agent, mode);
    const fresh =
      mode === "hmac" && agent.secretSealed === null ? { webhookSecretSealed: sealed(ports, agent).text } : {};
    await updateWebhookAgent(tx, { ...agent, revision }, { webhookMode: mode, ...fresh });
    const summary = `${words[mode]} ${agent.name}`;
    await audit(tx, ports, actor, agent, { summary, before: { mode: agent.mode }, after: { mode } });
    return { salesAgentId };
  });
}

const words: Record<WebhookMode, string> = {
  off: "Turned webhooks off for",
  rfc9421: "Webhooks signed with its own key are taken from",
  hmac: "Webhooks signed with a shared secret are taken from",
};

function refuseUnlessPossible(ports: Ports, agent: WebhookAgent, mode: Exclude<WebhookMode, "off">): void {
  const problem =
    (ports.webhooks?.baseFor(agent) ?? null) === null
      ? "Sellers cannot reach this desk: it has no public https address (FLIGHTDECK_PUBLIC_URL)"
      : signingProblem(mode, agent.capabilities, agent.name);
  if (problem !== null) throw new DomainError("INVALID_INPUT", problem, [{ path: "mode", message: problem }]);
}

/**
 * A new shared secret; the one before it counts for five minutes more. It goes to the seller with every later request by itself; it is
 * answered once, for sellers that want it by hand, and is never readable again.
 */
export async function rotateWebhookSecret(
  ports: Ports,
  actor: Actor,
  { salesAgentId, revision }: Omit<WebhookSetting, "mode">,
): Promise<{ readonly salesAgentId: string; readonly secret: string }> {
  const { organisationId } = actor;
  await ports.inTransaction(async (tx) => {
    const agent = await webhookAgent(tx, organisationId, salesAgentId);
    if (agent.mode !== "hmac") throw new DomainError("INVALID_TRANSITION", "This agent signs with a key of its own");
    await updateWebhookAgent(
      tx,
      { ...agent, revision },
      { ...kept(ports, agent), webhookSecretSealed: sealed(ports, agent).text },
    );
    const summary = `Changed the webhook secret of ${agent.name}`;
    await audit(tx, ports, actor, agent, { summary, after: { secret: "replaced" } });
    return { salesAgentId };
  });
  // Read back rather than carried out of the transaction: a repeated request answers with the secret that was really set, and the
  // record of the first answer holds none.
  const { secretSealed } = await webhookAgent(ports.db, organisationId, salesAgentId);
  const secret = secretSealed === null ? "" : ports.vault.open(secretSealed, secretPlace(organisationId, salesAgentId));
  return { salesAgentId, secret };
}

function sealed({ vault }: Ports, { organisationId, id }: WebhookAgent): { readonly text: string } {
  return { text: vault.seal(randomBytes(32).toString("base64url"), secretPlace(organisationId, id)) };
}

/** The secret that counted until now, sealed for its new place. */
function kept({ vault, clock }: Ports, { organisationId, id, secretSealed }: WebhookAgent) {
  if (secretSealed === null) return { webhookPreviousSecretSealed: null, webhookPreviousUntil: null };
  const plain = vault.open(secretSealed, secretPlace(organisationId, id));
  return {
    webhookPreviousSecretSealed: vault.seal(plain, previousSecretPlace(organisationId, id)),
    webhookPreviousUntil: addMillis(clock(), previousSecretMs),
  };
}

type Said = { readonly summary: string; readonly before?: unknown; readonly after: unknown };

async function audit(tx: Tx, ports: Ports, actor: Actor, agent: WebhookAgent, said: Said): Promise<void> {
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: actor,
    action: "sales_agent.webhooks_changed",
    subjectType: "sales_agent",
    subjectId: agent.id,
    ...said,
  });
}
