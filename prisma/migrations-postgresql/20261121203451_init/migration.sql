-- CreateTable
CREATE TABLE "Organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "approvalLimitMicros" BIGINT,
    "requiresTwoFactor" BOOLEAN NOT NULL DEFAULT false,
    "transcriptDays" INTEGER NOT NULL DEFAULT 30,
    "auditSeq" INTEGER NOT NULL DEFAULT 0,
    "auditHead" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "disabledAt" TIMESTAMPTZ(3),
    "twoFactorEnabled" BOOLEAN DEFAULT false,
    "twoFactorRequired" BOOLEAN NOT NULL DEFAULT false,
    "invitedAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TwoFactor" (
    "id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backupCodes" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "verified" BOOLEAN DEFAULT true,
    "failedVerificationCount" INTEGER DEFAULT 0,
    "lockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "TwoFactor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Mail" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "toAddress" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MutationReceipt" (
    "userId" TEXT NOT NULL,
    "requestId" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MutationReceipt_pkey" PRIMARY KEY ("userId","requestId")
);

-- CreateTable
CREATE TABLE "SalesAgent" (
    "id" TEXT NOT NULL,
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
    "credentialSetAt" TIMESTAMPTZ(3),
    "credentialSetBy" TEXT,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "capabilities" TEXT,
    "capabilitiesAt" TIMESTAMPTZ(3),
    "lastContactAt" TIMESTAMPTZ(3),
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastLatencyMs" INTEGER,
    "lastError" TEXT,
    "holdUntil" TIMESTAMPTZ(3),
    "webhookMode" TEXT NOT NULL DEFAULT 'off',
    "webhookSecretSealed" TEXT,
    "webhookPreviousSecretSealed" TEXT,
    "webhookPreviousUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "SalesAgent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "sellerAccountId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "brandDomain" TEXT,
    "operator" TEXT,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "details" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SigningKey" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "publicJwk" TEXT NOT NULL,
    "privateSealed" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "retiredAt" TIMESTAMPTZ(3),
    "publishedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "SigningKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CampaignAccount" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,

    CONSTRAINT "CampaignAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Exchange" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
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
    "replayOfId" TEXT,

    CONSTRAINT "Exchange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Brand" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Brand_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "name" TEXT NOT NULL,
    "brandId" TEXT,
    "brief" TEXT NOT NULL DEFAULT '',
    "buyerRef" TEXT NOT NULL,
    "poNumber" TEXT NOT NULL DEFAULT '',
    "startAt" TIMESTAMPTZ(3),
    "endAt" TIMESTAMPTZ(3),
    "timeZone" TEXT NOT NULL,
    "totalMicros" BIGINT,
    "currency" TEXT NOT NULL,
    "targetingOverlay" TEXT NOT NULL DEFAULT '{}',
    "optimizationGoals" TEXT NOT NULL DEFAULT '[]',
    "salesAgentIds" TEXT,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "archivedAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProductSearch" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "brief" TEXT NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'brief',
    "refine" TEXT,
    "refinesId" TEXT,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProductSearch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProductSearchAnswer" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "searchId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "milliseconds" INTEGER,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "incomplete" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "refinement" TEXT,

    CONSTRAINT "ProductSearchAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProductSnapshot" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "answerId" TEXT,
    "productId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "deliveryType" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProductSnapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Proposal" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "answerId" TEXT,
    "proposalId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sellerStatus" TEXT,
    "proposal" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "acceptance" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Package" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "productSnapshotId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "proposalId" TEXT,
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
    "startAt" TIMESTAMPTZ(3),
    "endAt" TIMESTAMPTZ(3),
    "targetingOverlay" TEXT NOT NULL DEFAULT '{}',
    "optimizationGoals" TEXT NOT NULL DEFAULT '[]',
    "dailyBudgetMicros" BIGINT,
    "dailyImpressions" BIGINT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "canceledAt" TIMESTAMPTZ(3),
    "cancellationReason" TEXT,
    "creativeDeadline" TIMESTAMPTZ(3),
    "seen" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Package_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MediaBuy" (
    "id" TEXT NOT NULL,
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
    "sellerStatusAt" TIMESTAMPTZ(3),
    "sellerStatusSource" TEXT,
    "sellerRevision" INTEGER,
    "validActions" TEXT,
    "taskStatus" TEXT,
    "taskMessage" TEXT,
    "blockedBy" TEXT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "startAt" TIMESTAMPTZ(3),
    "endAt" TIMESTAMPTZ(3),
    "totalMicros" BIGINT NOT NULL,
    "impressions" BIGINT NOT NULL DEFAULT 0,
    "spendMicros" BIGINT NOT NULL DEFAULT 0,
    "deliveryAt" TIMESTAMPTZ(3),
    "creativeDeadline" TIMESTAMPTZ(3),
    "confirmedAt" TIMESTAMPTZ(3),
    "canceledAt" TIMESTAMPTZ(3),
    "cancellationReason" TEXT,
    "canceledBy" TEXT,
    "reportingWebhook" TEXT,
    "seen" TEXT,
    "seenAt" TIMESTAMPTZ(3),
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "adoptedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "archivedAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "MediaBuy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccountScan" (
    "id" TEXT NOT NULL,
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
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccountScan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FoundMediaBuy" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "scanId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "sellerMediaBuyId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sellerStatus" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "totalMicros" BIGINT,
    "startAt" TIMESTAMPTZ(3),
    "endAt" TIMESTAMPTZ(3),
    "packageCount" INTEGER NOT NULL,
    "poNumber" TEXT NOT NULL DEFAULT '',
    "brandDomain" TEXT,
    "obstacle" TEXT,
    "mediaBuyId" TEXT,
    "adoptionId" TEXT,
    "seen" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FoundMediaBuy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Adoption" (
    "id" TEXT NOT NULL,
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
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Adoption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Creative" (
    "id" TEXT NOT NULL,
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
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "archivedAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Creative_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Upload" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "byteLength" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SellerCreative" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "creativeId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "accountId" TEXT,
    "formatAgentUrl" TEXT NOT NULL,
    "formatId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "rejectionReason" TEXT,
    "syncedAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "SellerCreative_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CreativeAssignment" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "packageId" TEXT NOT NULL,
    "creativeId" TEXT NOT NULL,
    "weight" INTEGER,
    "placementIds" TEXT,
    "approvalStatus" TEXT,
    "rejectionReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CreativeAssignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CreativeFormatSnapshot" (
    "salesAgentId" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "formats" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CreativeFormatSnapshot_pkey" PRIMARY KEY ("salesAgentId")
);

-- CreateTable
CREATE TABLE "ChangeSet" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),
    "undoesId" TEXT,
    "rule" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ChangeSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Change" (
    "id" TEXT NOT NULL,
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
    "verifiedAt" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "errorRecovery" TEXT,
    "errorField" TEXT,
    "errorSuggestion" TEXT,
    "candidates" TEXT,
    "resolution" TEXT,
    "resolvedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "changeSetId" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "byUserId" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "payloadHash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalLine" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "approvalId" TEXT NOT NULL,
    "changeId" TEXT NOT NULL,
    "payloadHash" TEXT NOT NULL,
    "sellerRevision" INTEGER,
    "voidedAt" TIMESTAMPTZ(3),
    "voidedBecause" TEXT,

    CONSTRAINT "ApprovalLine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SpendCap" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT,
    "currency" TEXT NOT NULL,
    "limitMicros" BIGINT NOT NULL,
    "updatedById" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "SpendCap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SellerCall" (
    "id" TEXT NOT NULL,
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
    "firstSentAt" TIMESTAMPTZ(3),
    "lastSentAt" TIMESTAMPTZ(3),
    "replyKind" TEXT,
    "reply" TEXT,
    "replayed" BOOLEAN NOT NULL DEFAULT false,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "httpStatus" INTEGER,
    "milliseconds" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "SellerCall_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SellerTask" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "sellerCallId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "message" TEXT,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastPolledAt" TIMESTAMPTZ(3),
    "overdueAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "result" TEXT,

    CONSTRAINT "SellerTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookRegistration" (
    "id" TEXT NOT NULL,
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
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookRegistration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookReceipt" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "registrationId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "taskId" TEXT,
    "taskType" TEXT,
    "status" TEXT,
    "eventAt" TIMESTAMPTZ(3) NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "appliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookReceipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookNonce" (
    "keyId" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebhookNonce_pkey" PRIMARY KEY ("keyId","nonce")
);

-- CreateTable
CREATE TABLE "AgentEvent" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "salesAgentId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AgentEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeliveryRow" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "mediaBuyId" TEXT NOT NULL,
    "packageId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "impressions" BIGINT NOT NULL,
    "clicks" BIGINT NOT NULL DEFAULT 0,
    "spendMicros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "asOf" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DeliveryRow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditRow" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
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
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditRow_pkey" PRIMARY KEY ("id")
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
CREATE INDEX "TwoFactor_userId_idx" ON "TwoFactor"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_organisationId_userId_createdAt_idx" ON "ApiKey"("organisationId", "userId", "createdAt");

-- CreateIndex
CREATE INDEX "Mail_organisationId_createdAt_idx" ON "Mail"("organisationId", "createdAt");

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
CREATE INDEX "ProductSnapshot_organisationId_salesAgentId_productId_seenA_idx" ON "ProductSnapshot"("organisationId", "salesAgentId", "productId", "seenAt");

-- CreateIndex
CREATE INDEX "Proposal_organisationId_campaignId_createdAt_idx" ON "Proposal"("organisationId", "campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "Proposal_organisationId_salesAgentId_proposalId_idx" ON "Proposal"("organisationId", "salesAgentId", "proposalId");

-- CreateIndex
CREATE INDEX "Proposal_answerId_idx" ON "Proposal"("answerId");

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

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TwoFactor" ADD CONSTRAINT "TwoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_salesAgentId_fkey" FOREIGN KEY ("salesAgentId") REFERENCES "SalesAgent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_brandId_fkey" FOREIGN KEY ("brandId") REFERENCES "Brand"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProductSearch" ADD CONSTRAINT "ProductSearch_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProductSearchAnswer" ADD CONSTRAINT "ProductSearchAnswer_searchId_fkey" FOREIGN KEY ("searchId") REFERENCES "ProductSearch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProductSnapshot" ADD CONSTRAINT "ProductSnapshot_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "ProductSearchAnswer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Proposal" ADD CONSTRAINT "Proposal_answerId_fkey" FOREIGN KEY ("answerId") REFERENCES "ProductSearchAnswer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Package" ADD CONSTRAINT "Package_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Package" ADD CONSTRAINT "Package_productSnapshotId_fkey" FOREIGN KEY ("productSnapshotId") REFERENCES "ProductSnapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Package" ADD CONSTRAINT "Package_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MediaBuy" ADD CONSTRAINT "MediaBuy_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FoundMediaBuy" ADD CONSTRAINT "FoundMediaBuy_scanId_fkey" FOREIGN KEY ("scanId") REFERENCES "AccountScan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SellerCreative" ADD CONSTRAINT "SellerCreative_creativeId_fkey" FOREIGN KEY ("creativeId") REFERENCES "Creative"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CreativeAssignment" ADD CONSTRAINT "CreativeAssignment_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CreativeAssignment" ADD CONSTRAINT "CreativeAssignment_creativeId_fkey" FOREIGN KEY ("creativeId") REFERENCES "Creative"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChangeSet" ADD CONSTRAINT "ChangeSet_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Change" ADD CONSTRAINT "Change_changeSetId_fkey" FOREIGN KEY ("changeSetId") REFERENCES "ChangeSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Change" ADD CONSTRAINT "Change_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_changeSetId_fkey" FOREIGN KEY ("changeSetId") REFERENCES "ChangeSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApprovalLine" ADD CONSTRAINT "ApprovalLine_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SellerCall" ADD CONSTRAINT "SellerCall_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "Change"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SellerTask" ADD CONSTRAINT "SellerTask_sellerCallId_fkey" FOREIGN KEY ("sellerCallId") REFERENCES "SellerCall"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookReceipt" ADD CONSTRAINT "WebhookReceipt_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "WebhookRegistration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DeliveryRow" ADD CONSTRAINT "DeliveryRow_mediaBuyId_fkey" FOREIGN KEY ("mediaBuyId") REFERENCES "MediaBuy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DeliveryRow" ADD CONSTRAINT "DeliveryRow_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
