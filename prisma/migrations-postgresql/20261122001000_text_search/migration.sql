-- CreateIndex
CREATE INDEX "Campaign_organisationId_name_id_idx" ON "Campaign"("organisationId", "name", "id");

-- Text search by three-letter pieces. Both extensions come with PostgreSQL ("contrib"), and the owner of a database may create them; where they are
-- not to be had, a search looks through every media buy of the organisation. Run this again once they are.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE EXTENSION IF NOT EXISTS btree_gin;
    CREATE INDEX IF NOT EXISTS "MediaBuy_search_idx" ON "MediaBuy" USING gin ("organisationId",
        (' ' || "name" || chr(10) || ' ' || "poNumber" || chr(10) || ' ' || coalesce("sellerMediaBuyId", '')) gin_trgm_ops);
EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege OR undefined_object THEN
    RAISE WARNING 'Text search has no index and looks through every media buy: %', SQLERRM;
END $$;
