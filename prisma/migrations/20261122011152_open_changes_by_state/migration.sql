-- DropIndex
DROP INDEX "Change_organisationId_resolvedAt_missed_idx";

-- CreateIndex
CREATE INDEX "Change_organisationId_resolvedAt_state_missed_idx" ON "Change"("organisationId", "resolvedAt", "state", "missed");
