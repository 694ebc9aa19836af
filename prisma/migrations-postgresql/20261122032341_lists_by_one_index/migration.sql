-- DropIndex
DROP INDEX "MediaBuy_organisationId_status_updatedAt_id_idx";

-- DropIndex
DROP INDEX "MediaBuy_organisationId_salesAgentId_updatedAt_id_idx";

-- CreateIndex
CREATE INDEX "MediaBuy_by_status_idx" ON "MediaBuy"("organisationId", "status", "updatedAt", "id", "salesAgentId", "name", "endAt", "totalMicros");

-- CreateIndex
CREATE INDEX "MediaBuy_by_seller_idx" ON "MediaBuy"("organisationId", "salesAgentId", "updatedAt", "id", "status", "name", "endAt", "totalMicros");
