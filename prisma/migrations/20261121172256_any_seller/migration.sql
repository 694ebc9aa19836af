-- AlterTable
ALTER TABLE "Account" ADD COLUMN "details" TEXT;

-- AlterTable
ALTER TABLE "MediaBuy" ADD COLUMN "adoptedAt" DATETIME;

-- AlterTable
ALTER TABLE "Package" ADD COLUMN "proposalId" TEXT;

-- AlterTable
ALTER TABLE "ProductSearchAnswer" ADD COLUMN "refinement" TEXT;

-- CreateTable
CREATE TABLE "SigningKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "publicJwk" TEXT NOT NULL,
    "privateSealed" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "retiredAt" DATETIME,
    "publishedUntil" DATETIME
);

-- CreateTable
CREATE TABLE "CampaignAccount" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Exchange" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT,
    "at" DATETIME NOT NULL,
    "direction" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "status" INTEGER,
    "milliseconds" INTEGER NOT NULL,
    "requestHeaders" TEXT NOT NULL,
    "requestBody" TEXT,
    "responseHeaders" TEXT NOT NULL,
    "responseBody" TEXT,
    "errorCode" TEXT,
    "error" TEXT,
    "sellerCallId" TEXT,
    "attempt" INTEGER,
    "changeId" TEXT,
    "mediaBuyId" TEXT,
    "campaignId" TEXT,
    "replayOfId" TEXT
);

-- CreateTable
CREATE TABLE "Proposal" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "answerId" TEXT,
    "proposalId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sellerStatus" TEXT,
    "proposal" TEXT NOT NULL,
    "expiresAt" DATETIME,
    "acceptance" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Proposal_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "ProductSearchAnswer" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AccountScan" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "cursor" TEXT,
    "pages" INTEGER NOT NULL DEFAULT 0,
    "found" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "barren" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "startedById" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "FoundMediaBuy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "scanId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "sellerMediaBuyId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sellerStatus" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "totalMicros" BIGINT,
    "startAt" DATETIME,
    "endAt" DATETIME,
    "packageCount" INTEGER NOT NULL,
    "poNumber" TEXT NOT NULL DEFAULT '',
    "brandDomain" TEXT,
    "obstacle" TEXT,
    "mediaBuyId" TEXT,
    "adoptionId" TEXT,
    "seen" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,
    CONSTRAINT "FoundMediaBuy_scanId_fkey" FOREIGN KEY ("scanId") REFERENCES "AccountScan" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Adoption" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "grouping" TEXT NOT NULL,
    "chosen" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "campaigns" INTEGER NOT NULL DEFAULT 0,
    "errorMessage" TEXT,
    "startedById" TEXT NOT NULL,
    "startedByName" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Organisation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "approvalLimitMicros" BIGINT,
    "transcriptDays" INTEGER NOT NULL DEFAULT 30,
    "auditSeq" INTEGER NOT NULL DEFAULT 0,
    "auditHead" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Organisation" ("approvalLimitMicros", "auditHead", "auditSeq", "createdAt", "currency", "id", "name", "timeZone") SELECT "approvalLimitMicros", "auditHead", "auditSeq", "createdAt", "currency", "id", "name", "timeZone" FROM "Organisation";
DROP TABLE "Organisation";
ALTER TABLE "new_Organisation" RENAME TO "Organisation";
CREATE TABLE "new_ProductSearch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "brief" TEXT NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'brief',
    "refine" TEXT,
    "refinesId" TEXT,
    "createdById" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "ProductSearch_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ProductSearch" ("brief", "campaignId", "createdAt", "createdById", "id", "organisationId") SELECT "brief", "campaignId", "createdAt", "createdById", "id", "organisationId" FROM "ProductSearch";
DROP TABLE "ProductSearch";
ALTER TABLE "new_ProductSearch" RENAME TO "ProductSearch";
CREATE INDEX "ProductSearch_organisationId_campaignId_createdAt_idx" ON "ProductSearch"("organisationId", "campaignId", "createdAt");
CREATE TABLE "new_SalesAgent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "authScheme" TEXT NOT NULL DEFAULT 'bearer',
    "authHeader" TEXT,
    "oauthTokenUrl" TEXT,
    "oauthClientId" TEXT,
    "oauthScope" TEXT,
    "signsRequests" BOOLEAN NOT NULL DEFAULT false,
    "adcpVersion" TEXT NOT NULL DEFAULT '3.0',
    "domain" TEXT,
    "idempotencyCheck" TEXT,
    "credentialSealed" TEXT,
    "credentialSetAt" DATETIME,
    "credentialSetBy" TEXT,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "capabilities" TEXT,
    "capabilitiesAt" DATETIME,
    "lastContactAt" DATETIME,
    "lastSuccessAt" DATETIME,
    "lastLatencyMs" INTEGER,
    "lastError" TEXT,
    "holdUntil" DATETIME,
    "webhookMode" TEXT NOT NULL DEFAULT 'off',
    "webhookSecretSealed" TEXT,
    "webhookPreviousSecretSealed" TEXT,
    "webhookPreviousUntil" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "removedAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "new_SalesAgent" ("authScheme", "capabilities", "capabilitiesAt", "createdAt", "credentialSealed", "holdUntil", "id", "lastContactAt", "lastError", "lastLatencyMs", "lastSuccessAt", "name", "organisationId", "protocol", "removedAt", "revision", "sandbox", "url", "webhookMode", "webhookPreviousSecretSealed", "webhookPreviousUntil", "webhookSecretSealed") SELECT "authScheme", "capabilities", "capabilitiesAt", "createdAt", "credentialSealed", "holdUntil", "id", "lastContactAt", "lastError", "lastLatencyMs", "lastSuccessAt", "name", "organisationId", "protocol", "removedAt", "revision", "sandbox", "url", "webhookMode", "webhookPreviousSecretSealed", "webhookPreviousUntil", "webhookSecretSealed" FROM "SalesAgent";
DROP TABLE "SalesAgent";
ALTER TABLE "new_SalesAgent" RENAME TO "SalesAgent";
CREATE INDEX "SalesAgent_organisationId_url_idx" ON "SalesAgent"("organisationId", "url");
CREATE INDEX "SalesAgent_organisationId_name_idx" ON "SalesAgent"("organisationId", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "SigningKey_keyId_key" ON "SigningKey"("keyId");

-- CreateIndex
CREATE INDEX "SigningKey_organisationId_createdAt_idx" ON "SigningKey"("organisationId", "createdAt");

-- CreateIndex
CREATE INDEX "CampaignAccount_organisationId_campaignId_idx" ON "CampaignAccount"("organisationId", "campaignId");

-- CreateIndex
CREATE UNIQUE INDEX "CampaignAccount_campaignId_salesAgentId_key" ON "CampaignAccount"("campaignId", "salesAgentId");

-- CreateIndex
CREATE INDEX "Exchange_organisationId_at_id_idx" ON "Exchange"("organisationId", "at", "id");

-- CreateIndex
CREATE INDEX "Exchange_organisationId_salesAgentId_at_id_idx" ON "Exchange"("organisationId", "salesAgentId", "at", "id");

-- CreateIndex
CREATE INDEX "Exchange_organisationId_mediaBuyId_at_id_idx" ON "Exchange"("organisationId", "mediaBuyId", "at", "id");

-- CreateIndex
CREATE INDEX "Exchange_organisationId_changeId_at_id_idx" ON "Exchange"("organisationId", "changeId", "at", "id");

-- CreateIndex
CREATE INDEX "Exchange_sellerCallId_idx" ON "Exchange"("sellerCallId");

-- CreateIndex
CREATE INDEX "Exchange_at_idx" ON "Exchange"("at");

-- CreateIndex
CREATE INDEX "Proposal_organisationId_campaignId_createdAt_idx" ON "Proposal"("organisationId", "campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "Proposal_organisationId_salesAgentId_proposalId_idx" ON "Proposal"("organisationId", "salesAgentId", "proposalId");

-- CreateIndex
CREATE INDEX "Proposal_answerId_idx" ON "Proposal"("answerId");

-- CreateIndex
CREATE INDEX "AccountScan_organisationId_salesAgentId_accountId_startedAt_idx" ON "AccountScan"("organisationId", "salesAgentId", "accountId", "startedAt");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_organisationId_accountId_name_id_idx" ON "FoundMediaBuy"("organisationId", "accountId", "name", "id");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_organisationId_accountId_sellerStatus_id_idx" ON "FoundMediaBuy"("organisationId", "accountId", "sellerStatus", "id");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_organisationId_accountId_totalMicros_id_idx" ON "FoundMediaBuy"("organisationId", "accountId", "totalMicros", "id");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_organisationId_accountId_endAt_id_idx" ON "FoundMediaBuy"("organisationId", "accountId", "endAt", "id");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_organisationId_accountId_mediaBuyId_idx" ON "FoundMediaBuy"("organisationId", "accountId", "mediaBuyId");

-- CreateIndex
CREATE INDEX "FoundMediaBuy_adoptionId_mediaBuyId_idx" ON "FoundMediaBuy"("adoptionId", "mediaBuyId");

-- CreateIndex
CREATE UNIQUE INDEX "FoundMediaBuy_accountId_sellerMediaBuyId_key" ON "FoundMediaBuy"("accountId", "sellerMediaBuyId");

-- CreateIndex
CREATE INDEX "Adoption_organisationId_accountId_startedAt_idx" ON "Adoption"("organisationId", "accountId", "startedAt");
