import type { Ports } from "../ports";
import { publishedSigningKeys } from "../repositories/signing-keys";

/** The organisation's key set as sellers fetch it: public parts only, retired keys until their end. null: it has no key. */
export async function publishedKeySet(
  ports: Pick<Ports, "db" | "clock">,
  organisationId: string,
): Promise<{ readonly keys: readonly unknown[] } | null> {
  const keys = await publishedSigningKeys(ports.db, organisationId, ports.clock());
  return keys.length === 0 ? null : { keys: keys.map((key) => JSON.parse(key.publicJwk) as unknown) };
}
