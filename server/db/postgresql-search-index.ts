import type pg from "pg";

const index = `CREATE INDEX "MediaBuy_search_idx" ON "MediaBuy" USING gin ("organisationId",
  (' ' || "name" || chr(10) || ' ' || "poNumber" || chr(10) || ' ' || coalesce("sellerMediaBuyId", '')) gin_trgm_ops)`;

/** What an operator can put right: not installed, not to be had there, not for this role. */
const forbidden = new Set(["58P01", "0A000", "42501", "42704"]);

/**
 * The index for searches by text, within the caller's transaction, where a migration could not make it: its extensions may be there by now.
 * Answers what is to be done where it still cannot be made, else null.
 */
export async function ensureSearchIndex(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ isMissing: boolean }>(
    `SELECT to_regclass('public."MediaBuy"') IS NOT NULL AND to_regclass('public."MediaBuy_search_idx"') IS NULL AS "isMissing"`,
  );
  if (!rows[0]?.isMissing) return null;
  await client.query("SAVEPOINT search_index");
  try {
    await client.query("CREATE EXTENSION IF NOT EXISTS pg_trgm");
    await client.query("CREATE EXTENSION IF NOT EXISTS btree_gin");
    await client.query(index);
    return null;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && forbidden.has(String(error.code)))) throw error;
    await client.query("ROLLBACK TO SAVEPOINT search_index");
    return `Searches by text look through every media buy of an organisation, because their index cannot be made (${error.message}). As the owner of this database or a superuser, connected to it: CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin; (where the server has neither, install PostgreSQL's "contrib" package). Then migrate again.`;
  }
}
