import type { Db, Tx } from "../db/client";
import { decodeCapabilities } from "../domain/capabilities/stored";
import { DomainError, notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import { isWebhookMode, type SigningMode, type WebhookMode } from "../domain/webhook/webhook-mode";

export type WebhookRegistration = {
  readonly id: string;
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly mediaBuyId: string | null;
  readonly changeId: string | null;
  readonly purpose: string;
  readonly tokenSealed: string;
  readonly echoSealed: string;
  readonly baseUrl: string;
  readonly mode: SigningMode;
  readonly expiresAt: Instant | null;
  readonly closedAt: Instant | null;
};

export type NewRegistration = Omit<WebhookRegistration, "closedAt"> & {
  readonly tokenHash: string;
  readonly at: Instant;
};

export async function insertRegistration(tx: Tx, registration: NewRegistration): Promise<void> {
  const { at, expiresAt, ...columns } = registration;
  await tx.webhookRegistration.create({
    data: { ...columns, createdAt: new Date(at), expiresAt: expiresAt && new Date(expiresAt) },
  });
}

export async function registrationByToken(db: Db, tokenHash: string): Promise<WebhookRegistration | null> {
  const row = await db.webhookRegistration.findUnique({ where: { tokenHash } });
  return row && toRegistration(row);
}

export async function registrationById(
  db: Db | Tx,
  organisationId: string,
  id: string,
): Promise<WebhookRegistration | null> {
  const row = await db.webhookRegistration.findFirst({ where: { id, organisationId } });
  return row && toRegistration(row);
}

/** When the flight of the registration's buy ends, as we know it now. */
export async function flightEndOf(
  db: Db | Tx,
  of: { readonly organisationId: string; readonly mediaBuyId: string | null },
): Promise<Instant | null> {
  if (of.mediaBuyId === null) return null;
  const where = { id: of.mediaBuyId, organisationId: of.organisationId };
  const row = await db.mediaBuy.findFirst({ where, select: { endAt: true } });
  return row?.endAt ? instantFromMillis(row.endAt.getTime()) : null;
}

/** An agent as its webhooks are registered and checked. */
export type WebhookAgent = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly sandbox: boolean;
  readonly capabilities: Readonly<Record<string, unknown>> | null;
  readonly mode: WebhookMode;
  readonly secretSealed: string | null;
  readonly previousSecretSealed: string | null;
  readonly previousUntil: Instant | null;
  readonly revision: number;
};

export async function webhookAgent(db: Db | Tx, organisationId: string, id: string): Promise<WebhookAgent> {
  const row = await db.salesAgent.findFirst({ where: { id, organisationId, removedAt: null } });
  if (!row) throw notFound("The sales agent");
  return {
    id: row.id,
    organisationId: row.organisationId,
    name: row.name,
    url: row.url,
    sandbox: row.sandbox,
    capabilities: decodeCapabilities(row.capabilities)?.raw ?? null,
    mode: modeOf(row.webhookMode),
    secretSealed: row.webhookSecretSealed,
    previousSecretSealed: row.webhookPreviousSecretSealed,
    previousUntil: row.webhookPreviousUntil && instantFromMillis(row.webhookPreviousUntil.getTime()),
    revision: row.revision,
  };
}

/** Whether and where these agents of the organisation may call back; one that was removed is left out. */
export async function webhookModes(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<readonly Pick<WebhookAgent, "id" | "url" | "sandbox" | "mode">[]> {
  const rows = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null, id: { in: [...ids] } },
    select: { id: true, url: true, sandbox: true, webhookMode: true },
  });
  return rows.map(({ webhookMode, ...row }) => ({ ...row, mode: modeOf(webhookMode) }));
}

const modeOf = (text: string): WebhookMode => (isWebhookMode(text) ? text : "off");

type Row = NonNullable<Awaited<ReturnType<Tx["webhookRegistration"]["findFirst"]>>>;

function toRegistration(row: Row): WebhookRegistration {
  return {
    id: row.id,
    organisationId: row.organisationId,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    mediaBuyId: row.mediaBuyId,
    changeId: row.changeId,
    purpose: row.purpose,
    tokenSealed: row.tokenSealed,
    echoSealed: row.echoSealed,
    baseUrl: row.baseUrl,
    mode: row.mode === "hmac" ? "hmac" : "rfc9421",
    expiresAt: row.expiresAt && instantFromMillis(row.expiresAt.getTime()),
    closedAt: row.closedAt && instantFromMillis(row.closedAt.getTime()),
  };
}

/** Where an agent's shared secret is sealed for, and the one before it. */
export function secretPlace(organisationId: string, salesAgentId: string): SecretPlace {
  return { organisationId, rowId: salesAgentId, field: "webhookSecret" };
}
export function previousSecretPlace(organisationId: string, salesAgentId: string): SecretPlace {
  return { organisationId, rowId: salesAgentId, field: "webhookPreviousSecret" };
}
type SecretPlace = { readonly organisationId: string; readonly rowId: string; readonly field: string };

export type WebhookColumns = {
  readonly webhookMode?: WebhookMode;
  readonly webhookSecretSealed?: string;
  readonly webhookPreviousSecretSealed?: string | null;
  readonly webhookPreviousUntil?: Instant | null;
};

/** Writes only if nobody else has written to the agent since `revision` was read. */
export async function updateWebhookAgent(
  tx: Tx,
  agent: { readonly organisationId: string; readonly id: string; readonly revision: number },
  columns: WebhookColumns,
): Promise<void> {
  const { id, organisationId, revision } = agent;
  const { webhookPreviousUntil: until, ...rest } = columns;
  const { count } = await tx.salesAgent.updateMany({
    where: { id, organisationId, revision, removedAt: null },
    data: {
      ...rest,
      ...(until === undefined ? {} : { webhookPreviousUntil: until && new Date(until) }),
      revision: revision + 1,
    },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed this agent; reload to see it");
}
