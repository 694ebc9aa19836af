import { createHash, randomBytes } from "node:crypto";
import { DomainError } from "../domain/errors";
import { type Actor, can, type Permission } from "../domain/permissions";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { insertApiKey, revokeApiKey } from "../repositories/api-keys";
import { recordAudit } from "../repositories/audit";

export type CreateApiKey = {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly days: number | null;
};

export const keyStart = "fd_";

/** How a key is kept and found: its SHA-256; it has 256 bits of its own, so nothing slower is needed. */
export function hashOfKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/**
 * Makes a key for the API. `key` is in this answer and nowhere else; null where the same request came a second time. Throws NOT_ALLOWED
 * for a scope that the person has not.
 */
export async function createApiKey(
  ports: Ports,
  actor: Actor,
  { name, scopes, days }: CreateApiKey,
): Promise<{ readonly apiKeyId: string; readonly key: string | null }> {
  const beyond = scopes.filter((scope) => !can(actor.role, scope));
  if (beyond.length > 0)
    throw new DomainError("NOT_ALLOWED", `A key never may more than its owner: ${beyond.join(", ")}`);
  const id = ports.newId();
  const key = `${keyStart}${randomBytes(32).toString("base64url")}`;
  const { organisationId, userId } = actor;
  // The key itself never enters the transaction: its outcome is kept to answer a repeated request.
  const made = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const expiresAt = days === null ? null : addMillis(at, days * 86_400_000);
    const prefix = key.slice(0, 10);
    await insertApiKey(tx, { id, organisationId, userId, name, prefix, hash: hashOfKey(key), scopes, expiresAt }, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "api_key.created",
      subjectType: "user",
      subjectId: userId,
      summary: `Made the API key ${name}`,
      after: { name, prefix, scopes, expiresAt },
    });
    return { apiKeyId: id };
  });
  return { ...made, key: made.apiKeyId === id ? key : null };
}

export async function endApiKey(ports: Ports, actor: Actor, apiKeyId: string): Promise<{ readonly apiKeyId: string }> {
  const { organisationId, userId } = actor;
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const name = await revokeApiKey(tx, { organisationId, userId }, apiKeyId, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "api_key.revoked",
      subjectType: "user",
      subjectId: userId,
      summary: `Revoked the API key ${name}`,
    });
    return { apiKeyId };
  });
}
