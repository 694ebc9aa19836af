-- The list shows flights without an end first, and last when it is turned round: SQLite's order, which PostgreSQL's indexes have only when told.
DROP INDEX "MediaBuy_organisationId_endAt_id_idx";
CREATE INDEX "MediaBuy_organisationId_endAt_id_idx" ON "MediaBuy"("organisationId", "endAt" NULLS FIRST, "id");
