-- DropIndex
DROP INDEX "ProductSnapshot_organisationId_answerId_idx";

-- DropIndex
DROP INDEX "ProductSnapshot_organisationId_salesAgentId_productId_seenA_idx";

-- CreateIndex
CREATE INDEX "ProductSearchAnswer_organisationId_salesAgentId_idx" ON "ProductSearchAnswer"("organisationId", "salesAgentId");

-- CreateIndex
CREATE INDEX "ProductSnapshot_organisationId_answerId_productId_idx" ON "ProductSnapshot"("organisationId", "answerId", "productId");
