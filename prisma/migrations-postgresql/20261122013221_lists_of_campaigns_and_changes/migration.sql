-- CreateIndex
CREATE INDEX "Package_organisationId_campaignId_position_idx" ON "Package"("organisationId", "campaignId", "position");

-- CreateIndex
CREATE INDEX "ChangeSet_organisationId_id_idx" ON "ChangeSet"("organisationId", "id");
