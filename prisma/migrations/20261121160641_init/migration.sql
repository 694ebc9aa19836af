-- CreateTable
CREATE TABLE "Organisation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "approvalLimitMicros" BIGINT,
    "auditSeq" INTEGER NOT NULL DEFAULT 0,
    "auditHead" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "disabledAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "User_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Credential" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" DATETIME,
    "refreshTokenExpiresAt" DATETIME,
    "scope" TEXT,
    "password" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Credential_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "MutationReceipt" (
    "userId" TEXT NOT NULL,
    "requestId" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("userId", "requestId")
);

-- CreateTable
CREATE TABLE "SalesAgent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "authScheme" TEXT NOT NULL DEFAULT 'bearer',
    "credentialSealed" TEXT,
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

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "sellerAccountId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "brandDomain" TEXT,
    "operator" TEXT,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "seenAt" DATETIME NOT NULL,
    CONSTRAINT "Account_salesAgentId_fkey" FOREIGN KEY ("salesAgentId") REFERENCES "SalesAgent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Brand" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "name" TEXT NOT NULL,
    "brandId" TEXT,
    "brief" TEXT NOT NULL DEFAULT '',
    "buyerRef" TEXT NOT NULL,
    "poNumber" TEXT NOT NULL DEFAULT '',
    "startAt" DATETIME,
    "endAt" DATETIME,
    "timeZone" TEXT NOT NULL,
    "totalMicros" BIGINT,
    "currency" TEXT NOT NULL,
    "targetingOverlay" TEXT NOT NULL DEFAULT '{}',
    "optimizationGoals" TEXT NOT NULL DEFAULT '[]',
    "salesAgentIds" TEXT,
    "createdById" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Campaign_brandId_fkey" FOREIGN KEY ("brandId") REFERENCES "Brand" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProductSearch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "brief" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "ProductSearch_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProductSearchAnswer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "searchId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "milliseconds" INTEGER,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "incomplete" TEXT,
    "answeredAt" DATETIME,
    CONSTRAINT "ProductSearchAnswer_searchId_fkey" FOREIGN KEY ("searchId") REFERENCES "ProductSearch" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProductSnapshot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "answerId" TEXT,
    "productId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "deliveryType" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "expiresAt" DATETIME,
    "seenAt" DATETIME NOT NULL,
    CONSTRAINT "ProductSnapshot_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "ProductSearchAnswer" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Package" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "productSnapshotId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "mediaBuyId" TEXT,
    "sellerPackageId" TEXT,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "pricingOptionId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "budgetMicros" BIGINT NOT NULL,
    "bidMicros" BIGINT,
    "impressions" BIGINT,
    "pacing" TEXT NOT NULL DEFAULT 'even',
    "startAt" DATETIME,
    "endAt" DATETIME,
    "targetingOverlay" TEXT NOT NULL DEFAULT '{}',
    "optimizationGoals" TEXT NOT NULL DEFAULT '[]',
    "dailyBudgetMicros" BIGINT,
    "dailyImpressions" BIGINT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "canceledAt" DATETIME,
    "cancellationReason" TEXT,
    "creativeDeadline" DATETIME,
    "seen" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Package_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Package_productSnapshotId_fkey" FOREIGN KEY ("productSnapshotId") REFERENCES "ProductSnapshot" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Package_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "MediaBuy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "sellerMediaBuyId" TEXT,
    "currency" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "poNumber" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "sellerStatus" TEXT,
    "sellerStatusAt" DATETIME,
    "sellerStatusSource" TEXT,
    "sellerRevision" INTEGER,
    "validActions" TEXT,
    "taskStatus" TEXT,
    "taskMessage" TEXT,
    "blockedBy" TEXT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "startAt" DATETIME,
    "endAt" DATETIME,
    "totalMicros" BIGINT NOT NULL,
    "impressions" BIGINT NOT NULL DEFAULT 0,
    "spendMicros" BIGINT NOT NULL DEFAULT 0,
    "deliveryAt" DATETIME,
    "creativeDeadline" DATETIME,
    "confirmedAt" DATETIME,
    "canceledAt" DATETIME,
    "cancellationReason" TEXT,
    "canceledBy" TEXT,
    "reportingWebhook" TEXT,
    "seen" TEXT,
    "seenAt" DATETIME,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "MediaBuy_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Creative" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "brandId" TEXT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "creativeId" TEXT NOT NULL,
    "assetUrl" TEXT,
    "uploadId" TEXT,
    "clickUrl" TEXT,
    "mime" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "durationMs" INTEGER,
    "createdById" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1
);

-- CreateTable
CREATE TABLE "Upload" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "byteLength" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SellerCreative" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "creativeId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "formatAgentUrl" TEXT NOT NULL,
    "formatId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "rejectionReason" TEXT,
    "syncedAt" DATETIME,
    "seenAt" DATETIME,
    CONSTRAINT "SellerCreative_creativeId_fkey" FOREIGN KEY ("creativeId") REFERENCES "Creative" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CreativeAssignment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "packageId" TEXT NOT NULL,
    "creativeId" TEXT NOT NULL,
    "weight" INTEGER,
    "placementIds" TEXT,
    "approvalStatus" TEXT,
    "rejectionReason" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "CreativeAssignment_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "CreativeAssignment_creativeId_fkey" FOREIGN KEY ("creativeId") REFERENCES "Creative" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CreativeFormatSnapshot" (
    "salesAgentId" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "formats" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ChangeSet" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "authorId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "submittedAt" DATETIME,
    "decidedAt" DATETIME,
    "settledAt" DATETIME,
    "undoesId" TEXT,
    "rule" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "ChangeSet_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Change" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "changeSetId" TEXT NOT NULL,
    "mediaBuyId" TEXT,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "patch" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "inverse" TEXT,
    "request" TEXT NOT NULL,
    "payloadHash" TEXT NOT NULL,
    "baseRevision" INTEGER,
    "currency" TEXT,
    "deltaMicros" BIGINT NOT NULL DEFAULT 0,
    "verdicts" TEXT,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "verifiedAt" DATETIME,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "errorRecovery" TEXT,
    "errorField" TEXT,
    "errorSuggestion" TEXT,
    "candidates" TEXT,
    "resolution" TEXT,
    "resolvedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "settledAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Change_changeSetId_fkey" FOREIGN KEY ("changeSetId") REFERENCES "ChangeSet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Change_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "changeSetId" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "byUserId" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "payloadHash" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Approval_changeSetId_fkey" FOREIGN KEY ("changeSetId") REFERENCES "ChangeSet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ApprovalLine" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "approvalId" TEXT NOT NULL,
    "changeId" TEXT NOT NULL,
    "payloadHash" TEXT NOT NULL,
    "sellerRevision" INTEGER,
    "voidedAt" DATETIME,
    "voidedBecause" TEXT,
    CONSTRAINT "ApprovalLine_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SpendCap" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT,
    "currency" TEXT NOT NULL,
    "limitMicros" BIGINT NOT NULL,
    "updatedById" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1
);

-- CreateTable
CREATE TABLE "SellerCall" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "changeId" TEXT,
    "mediaBuyId" TEXT,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "tool" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "idempotencyKeySealed" TEXT NOT NULL,
    "idempotencyKeyPrefix" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "firstSentAt" DATETIME,
    "lastSentAt" DATETIME,
    "replyKind" TEXT,
    "reply" TEXT,
    "replayed" BOOLEAN NOT NULL DEFAULT false,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "httpStatus" INTEGER,
    "milliseconds" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "settledAt" DATETIME,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "SellerCall_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "Change" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SellerTask" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "sellerCallId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "message" TEXT,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL,
    "lastPolledAt" DATETIME,
    "overdueAt" DATETIME NOT NULL,
    "settledAt" DATETIME,
    "result" TEXT,
    CONSTRAINT "SellerTask_sellerCallId_fkey" FOREIGN KEY ("sellerCallId") REFERENCES "SellerCall" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "WebhookRegistration" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "mediaBuyId" TEXT,
    "changeId" TEXT,
    "purpose" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "tokenSealed" TEXT NOT NULL,
    "echoSealed" TEXT NOT NULL,
    "baseUrl" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME,
    "closedAt" DATETIME
);

-- CreateTable
CREATE TABLE "WebhookReceipt" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "registrationId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "taskId" TEXT,
    "taskType" TEXT,
    "status" TEXT,
    "eventAt" DATETIME NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "receivedAt" DATETIME NOT NULL,
    "appliedAt" DATETIME,
    CONSTRAINT "WebhookReceipt_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "WebhookRegistration" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "WebhookNonce" (
    "keyId" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,

    PRIMARY KEY ("keyId", "nonce")
);

-- CreateTable
CREATE TABLE "AgentEvent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT ''
);

-- CreateTable
CREATE TABLE "Job" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" DATETIME,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "DeliveryRow" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "mediaBuyId" TEXT NOT NULL,
    "packageId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "impressions" BIGINT NOT NULL,
    "clicks" BIGINT NOT NULL DEFAULT 0,
    "spendMicros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "asOf" DATETIME NOT NULL,
    CONSTRAINT "DeliveryRow_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "DeliveryRow_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditRow" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "campaignId" TEXT,
    "mediaBuyId" TEXT,
    "summary" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "requestId" TEXT,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "User_organisationId_name_idx" ON "User"("organisationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Credential_userId_idx" ON "Credential"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE INDEX "MutationReceipt_createdAt_idx" ON "MutationReceipt"("createdAt");

-- CreateIndex
CREATE INDEX "SalesAgent_organisationId_url_idx" ON "SalesAgent"("organisationId", "url");

-- CreateIndex
CREATE INDEX "SalesAgent_organisationId_name_idx" ON "SalesAgent"("organisationId", "name");

-- CreateIndex
CREATE INDEX "Account_organisationId_salesAgentId_name_idx" ON "Account"("organisationId", "salesAgentId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Account_salesAgentId_sellerAccountId_key" ON "Account"("salesAgentId", "sellerAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "Brand_organisationId_domain_key" ON "Brand"("organisationId", "domain");

-- CreateIndex
CREATE INDEX "Campaign_organisationId_updatedAt_id_idx" ON "Campaign"("organisationId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Campaign_organisationId_state_updatedAt_idx" ON "Campaign"("organisationId", "state", "updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_organisationId_buyerRef_key" ON "Campaign"("organisationId", "buyerRef");

-- CreateIndex
CREATE INDEX "ProductSearch_organisationId_campaignId_createdAt_idx" ON "ProductSearch"("organisationId", "campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "ProductSearchAnswer_organisationId_searchId_idx" ON "ProductSearchAnswer"("organisationId", "searchId");

-- CreateIndex
CREATE UNIQUE INDEX "ProductSearchAnswer_searchId_salesAgentId_key" ON "ProductSearchAnswer"("searchId", "salesAgentId");

-- CreateIndex
CREATE INDEX "ProductSnapshot_organisationId_answerId_idx" ON "ProductSnapshot"("organisationId", "answerId");

-- CreateIndex
CREATE INDEX "ProductSnapshot_organisationId_salesAgentId_productId_seenAt_idx" ON "ProductSnapshot"("organisationId", "salesAgentId", "productId", "seenAt");

-- CreateIndex
CREATE INDEX "Package_organisationId_campaignId_position_idx" ON "Package"("organisationId", "campaignId", "position");

-- CreateIndex
CREATE INDEX "Package_organisationId_mediaBuyId_position_idx" ON "Package"("organisationId", "mediaBuyId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Package_mediaBuyId_sellerPackageId_key" ON "Package"("mediaBuyId", "sellerPackageId");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_updatedAt_id_idx" ON "MediaBuy"("organisationId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_status_updatedAt_id_idx" ON "MediaBuy"("organisationId", "status", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_salesAgentId_updatedAt_id_idx" ON "MediaBuy"("organisationId", "salesAgentId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_name_id_idx" ON "MediaBuy"("organisationId", "name", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_endAt_id_idx" ON "MediaBuy"("organisationId", "endAt", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_totalMicros_id_idx" ON "MediaBuy"("organisationId", "totalMicros", "id");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_campaignId_createdAt_idx" ON "MediaBuy"("organisationId", "campaignId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "MediaBuy_salesAgentId_sellerMediaBuyId_key" ON "MediaBuy"("salesAgentId", "sellerMediaBuyId");

-- CreateIndex
CREATE INDEX "Creative_organisationId_updatedAt_id_idx" ON "Creative"("organisationId", "updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Creative_organisationId_creativeId_key" ON "Creative"("organisationId", "creativeId");

-- CreateIndex
CREATE INDEX "Upload_organisationId_sha256_idx" ON "Upload"("organisationId", "sha256");

-- CreateIndex
CREATE INDEX "SellerCreative_organisationId_salesAgentId_status_idx" ON "SellerCreative"("organisationId", "salesAgentId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "SellerCreative_creativeId_salesAgentId_key" ON "SellerCreative"("creativeId", "salesAgentId");

-- CreateIndex
CREATE INDEX "CreativeAssignment_organisationId_creativeId_idx" ON "CreativeAssignment"("organisationId", "creativeId");

-- CreateIndex
CREATE UNIQUE INDEX "CreativeAssignment_packageId_creativeId_key" ON "CreativeAssignment"("packageId", "creativeId");

-- CreateIndex
CREATE INDEX "CreativeFormatSnapshot_organisationId_idx" ON "CreativeFormatSnapshot"("organisationId");

-- CreateIndex
CREATE INDEX "ChangeSet_organisationId_state_submittedAt_id_idx" ON "ChangeSet"("organisationId", "state", "submittedAt", "id");

-- CreateIndex
CREATE INDEX "ChangeSet_organisationId_campaignId_createdAt_idx" ON "ChangeSet"("organisationId", "campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "ChangeSet_organisationId_undoesId_idx" ON "ChangeSet"("organisationId", "undoesId");

-- CreateIndex
CREATE INDEX "Change_organisationId_changeSetId_position_idx" ON "Change"("organisationId", "changeSetId", "position");

-- CreateIndex
CREATE INDEX "Change_organisationId_mediaBuyId_createdAt_idx" ON "Change"("organisationId", "mediaBuyId", "createdAt");

-- CreateIndex
CREATE INDEX "Change_organisationId_state_createdAt_idx" ON "Change"("organisationId", "state", "createdAt");

-- CreateIndex
CREATE INDEX "Change_organisationId_resolvedAt_missed_idx" ON "Change"("organisationId", "resolvedAt", "missed");

-- CreateIndex
CREATE INDEX "Approval_organisationId_changeSetId_at_idx" ON "Approval"("organisationId", "changeSetId", "at");

-- CreateIndex
CREATE INDEX "ApprovalLine_organisationId_changeId_idx" ON "ApprovalLine"("organisationId", "changeId");

-- CreateIndex
CREATE UNIQUE INDEX "ApprovalLine_approvalId_changeId_key" ON "ApprovalLine"("approvalId", "changeId");

-- CreateIndex
CREATE UNIQUE INDEX "SpendCap_organisationId_campaignId_currency_key" ON "SpendCap"("organisationId", "campaignId", "currency");

-- CreateIndex
CREATE INDEX "SellerCall_organisationId_changeId_createdAt_idx" ON "SellerCall"("organisationId", "changeId", "createdAt");

-- CreateIndex
CREATE INDEX "SellerCall_organisationId_mediaBuyId_createdAt_idx" ON "SellerCall"("organisationId", "mediaBuyId", "createdAt");

-- CreateIndex
CREATE INDEX "SellerCall_salesAgentId_state_idx" ON "SellerCall"("salesAgentId", "state");

-- CreateIndex
CREATE INDEX "SellerTask_organisationId_status_idx" ON "SellerTask"("organisationId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "SellerTask_salesAgentId_taskId_key" ON "SellerTask"("salesAgentId", "taskId");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookRegistration_tokenHash_key" ON "WebhookRegistration"("tokenHash");

-- CreateIndex
CREATE INDEX "WebhookRegistration_organisationId_mediaBuyId_idx" ON "WebhookRegistration"("organisationId", "mediaBuyId");

-- CreateIndex
CREATE INDEX "WebhookRegistration_organisationId_changeId_idx" ON "WebhookRegistration"("organisationId", "changeId");

-- CreateIndex
CREATE INDEX "WebhookReceipt_organisationId_receivedAt_idx" ON "WebhookReceipt"("organisationId", "receivedAt");

-- CreateIndex
CREATE INDEX "WebhookReceipt_registrationId_taskId_eventAt_idx" ON "WebhookReceipt"("registrationId", "taskId", "eventAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookReceipt_salesAgentId_idempotencyKey_key" ON "WebhookReceipt"("salesAgentId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "WebhookNonce_expiresAt_idx" ON "WebhookNonce"("expiresAt");

-- CreateIndex
CREATE INDEX "AgentEvent_organisationId_salesAgentId_at_id_idx" ON "AgentEvent"("organisationId", "salesAgentId", "at", "id");

-- CreateIndex
CREATE INDEX "Job_leaseUntil_dueAt_idx" ON "Job"("leaseUntil", "dueAt");

-- CreateIndex
CREATE INDEX "Job_lane_idx" ON "Job"("lane");

-- CreateIndex
CREATE UNIQUE INDEX "Job_kind_subjectId_key" ON "Job"("kind", "subjectId");

-- CreateIndex
CREATE INDEX "DeliveryRow_organisationId_mediaBuyId_day_idx" ON "DeliveryRow"("organisationId", "mediaBuyId", "day");

-- CreateIndex
CREATE UNIQUE INDEX "DeliveryRow_packageId_day_key" ON "DeliveryRow"("packageId", "day");

-- CreateIndex
CREATE INDEX "AuditRow_organisationId_at_id_idx" ON "AuditRow"("organisationId", "at", "id");

-- CreateIndex
CREATE INDEX "AuditRow_organisationId_subjectType_subjectId_at_idx" ON "AuditRow"("organisationId", "subjectType", "subjectId", "at");

-- CreateIndex
CREATE INDEX "AuditRow_organisationId_mediaBuyId_at_idx" ON "AuditRow"("organisationId", "mediaBuyId", "at");

-- CreateIndex
CREATE INDEX "AuditRow_organisationId_actorId_at_idx" ON "AuditRow"("organisationId", "actorId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "AuditRow_organisationId_seq_key" ON "AuditRow"("organisationId", "seq");
