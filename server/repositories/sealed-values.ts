import type { Db, Tx } from "../db/client";
import { Prisma } from "../db/generated/client";

/** One kind of sealed secret: its column, and the field under which it was sealed. */
export type SealedKind = { readonly table: string; readonly column: string; readonly field: string };

/** Every sealed column of the schema; a test compares it with the schema. */
export const sealedKinds: readonly SealedKind[] = [
  { table: "SalesAgent", column: "credentialSealed", field: "credential" },
  { table: "SalesAgent", column: "webhookSecretSealed", field: "webhookSecret" },
  { table: "SalesAgent", column: "webhookPreviousSecretSealed", field: "webhookPreviousSecret" },
  { table: "SigningKey", column: "privateSealed", field: "signingKey" },
  { table: "SellerCall", column: "idempotencyKeySealed", field: "idempotencyKey" },
  { table: "WebhookRegistration", column: "tokenSealed", field: "webhookToken" },
  { table: "WebhookRegistration", column: "echoSealed", field: "webhookEcho" },
  { table: "Mail", column: "bodySealed", field: "mail" },
];

export type SealedValue = { readonly id: string; readonly organisationId: string; readonly sealed: string };

/** The next values, by row id after `after`, that do not begin with `prefix`. Of all organisations: this is the operator's work. */
export async function sealedValues(
  db: Db | Tx,
  { table, column }: SealedKind,
  page: { readonly prefix: string; readonly after: string; readonly most: number },
): Promise<readonly SealedValue[]> {
  // Names of the list above, never of a request.
  const [from, sealed] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
  return db.$queryRaw<SealedValue[]>`SELECT "id", "organisationId", ${sealed} AS "sealed" FROM ${from}
    WHERE ${sealed} IS NOT NULL AND ${sealed} <> '' AND substr(${sealed}, 1, ${page.prefix.length}) <> ${page.prefix} AND "id" > ${page.after}
    ORDER BY "id" LIMIT ${page.most}`;
}

/** Only where the value is still the one that was read. False: somebody has written another in between. */
export async function replaceSealed(
  tx: Tx,
  { table, column }: SealedKind,
  { id, sealed }: SealedValue,
  instead: string,
): Promise<boolean> {
  const [into, field] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
  const changed =
    await tx.$executeRaw`UPDATE ${into} SET ${field} = ${instead} WHERE "id" = ${id} AND ${field} = ${sealed}`;
  return changed === 1;
}
