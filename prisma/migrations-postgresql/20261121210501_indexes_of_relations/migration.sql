-- DropIndex
DROP INDEX "Package_organisationId_campaignId_position_idx";

-- DropIndex
DROP INDEX "MediaBuy_organisationId_campaignId_createdAt_idx";

-- DropIndex
DROP INDEX "CreativeAssignment_organisationId_creativeId_idx";

-- DropIndex
DROP INDEX "Change_organisationId_changeSetId_position_idx";

-- DropIndex
DROP INDEX "Approval_organisationId_changeSetId_at_idx";

-- DropIndex
DROP INDEX "SellerCall_organisationId_changeId_createdAt_idx";

-- CreateIndex
CREATE INDEX "Package_campaignId_position_idx" ON "Package"("campaignId", "position");

-- CreateIndex
CREATE INDEX "MediaBuy_campaignId_createdAt_idx" ON "MediaBuy"("campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "CreativeAssignment_creativeId_idx" ON "CreativeAssignment"("creativeId");

-- CreateIndex
CREATE INDEX "Change_changeSetId_position_idx" ON "Change"("changeSetId", "position");

-- CreateIndex
CREATE INDEX "Approval_changeSetId_at_idx" ON "Approval"("changeSetId", "at");

-- CreateIndex
CREATE INDEX "SellerCall_changeId_createdAt_idx" ON "SellerCall"("changeId", "createdAt");

-- CreateIndex
CREATE INDEX "SellerTask_sellerCallId_idx" ON "SellerTask"("sellerCallId");
