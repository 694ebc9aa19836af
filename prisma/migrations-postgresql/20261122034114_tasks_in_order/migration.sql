-- DropIndex
DROP INDEX "SellerTask_organisationId_status_idx";

-- CreateIndex
CREATE INDEX "SellerTask_organisationId_createdAt_idx" ON "SellerTask"("organisationId", "createdAt");
