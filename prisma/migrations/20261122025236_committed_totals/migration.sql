-- CreateTable
CREATE TABLE "Commitment" (
    "mediaBuyId" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "sandbox" BOOLEAN NOT NULL,
    "micros" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "CommittedTotal" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "sandbox" BOOLEAN NOT NULL,
    "mediaBuys" INTEGER NOT NULL,
    "units" BIGINT NOT NULL,
    "rest" BIGINT NOT NULL
);

-- CreateIndex
CREATE INDEX "CommittedTotal_organisationId_scopeId_idx" ON "CommittedTotal"("organisationId", "scopeId");

-- CreateIndex
CREATE INDEX "Change_organisationId_state_settledAt_salesAgentId_verifiedAt_missed_idx" ON "Change"("organisationId", "state", "settledAt", "salesAgentId", "verifiedAt", "missed");

-- CreateIndex
CREATE INDEX "AuditRow_organisationId_action_seq_idx" ON "AuditRow"("organisationId", "action", "seq");

-- What a media buy binds, as its rows are. Everything below keeps "Commitment" to it: whatever may change it has it worked out anew.
CREATE VIEW "MediaBuyCommitment" AS
SELECT b."id" AS "mediaBuyId", b."organisationId", b."campaignId", b."currency", b."sandbox", CAST(CASE
    WHEN lower(b."sellerStatus") IN ('completed', 'rejected', 'canceled', 'cancelled') THEN b."spendMicros"
    ELSE coalesce((
        SELECT sum(CASE WHEN p."canceledAt" IS NULL THEN p."budgetMicros" ELSE
            coalesce((SELECT sum(d."spendMicros") FROM "DeliveryRow" d WHERE d."packageId" = p."id"), 0) END)
        FROM "Package" p WHERE p."organisationId" = b."organisationId" AND p."mediaBuyId" = b."id"
    ), b."totalMicros")
END AS BIGINT) AS "micros"
FROM "MediaBuy" b WHERE b."sellerMediaBuyId" IS NOT NULL OR b."sellerStatus" IS NOT NULL;

-- What is there already.
INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros") SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment";

INSERT INTO "CommittedTotal" ("id", "organisationId", "scopeId", "currency", "sandbox", "mediaBuys", "units", "rest")
SELECT "organisationId" || '  ' || "currency" || ' ' || "sandbox", "organisationId", '', "currency", "sandbox", count(*), sum("micros" / 1000000), sum("micros" % 1000000)
FROM "Commitment" GROUP BY "organisationId", "currency", "sandbox"
UNION ALL
SELECT "organisationId" || ' ' || "campaignId" || ' ' || "currency" || ' ' || "sandbox", "organisationId", "campaignId", "currency", "sandbox", count(*), sum("micros" / 1000000), sum("micros" % 1000000)
FROM "Commitment" GROUP BY "organisationId", "campaignId", "currency", "sandbox";

-- SQLite: taken out and put in again, so that two triggers keep the sums.
CREATE TRIGGER "Commitment_total_insert" AFTER INSERT ON "Commitment"
BEGIN
    INSERT INTO "CommittedTotal" ("id", "organisationId", "scopeId", "currency", "sandbox", "mediaBuys", "units", "rest") VALUES
        (NEW."organisationId" || '  ' || NEW."currency" || ' ' || NEW."sandbox", NEW."organisationId", '', NEW."currency", NEW."sandbox", 1, NEW."micros" / 1000000, NEW."micros" % 1000000),
        (NEW."organisationId" || ' ' || NEW."campaignId" || ' ' || NEW."currency" || ' ' || NEW."sandbox", NEW."organisationId", NEW."campaignId", NEW."currency", NEW."sandbox", 1, NEW."micros" / 1000000, NEW."micros" % 1000000)
    ON CONFLICT ("id") DO UPDATE SET "mediaBuys" = "mediaBuys" + 1, "units" = "units" + excluded."units", "rest" = "rest" + excluded."rest";
END;

CREATE TRIGGER "Commitment_total_delete" AFTER DELETE ON "Commitment"
BEGIN
    UPDATE "CommittedTotal" SET "mediaBuys" = "mediaBuys" - 1, "units" = "units" - OLD."micros" / 1000000, "rest" = "rest" - OLD."micros" % 1000000
    WHERE "id" IN (
        OLD."organisationId" || '  ' || OLD."currency" || ' ' || OLD."sandbox",
        OLD."organisationId" || ' ' || OLD."campaignId" || ' ' || OLD."currency" || ' ' || OLD."sandbox"
    );
END;

CREATE TRIGGER "MediaBuy_commit_insert" AFTER INSERT ON "MediaBuy"
WHEN NEW."sellerMediaBuyId" IS NOT NULL OR NEW."sellerStatus" IS NOT NULL
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (NEW."id");
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (NEW."id");
END;

CREATE TRIGGER "MediaBuy_commit_update" AFTER UPDATE OF "id", "organisationId", "campaignId", "currency", "sandbox", "sellerStatus", "totalMicros", "sellerMediaBuyId", "spendMicros" ON "MediaBuy"
WHEN OLD."id" IS NOT NEW."id"
    OR OLD."organisationId" IS NOT NEW."organisationId"
    OR OLD."campaignId" IS NOT NEW."campaignId"
    OR OLD."currency" IS NOT NEW."currency"
    OR OLD."sandbox" IS NOT NEW."sandbox"
    OR OLD."sellerStatus" IS NOT NEW."sellerStatus"
    OR OLD."totalMicros" IS NOT NEW."totalMicros"
    OR (OLD."sellerMediaBuyId" IS NULL) <> (NEW."sellerMediaBuyId" IS NULL)
    OR (OLD."spendMicros" <> NEW."spendMicros" AND lower(NEW."sellerStatus") IN ('completed', 'rejected', 'canceled', 'cancelled'))
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (OLD."id", NEW."id");
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (OLD."id", NEW."id");
END;

CREATE TRIGGER "MediaBuy_commit_delete" AFTER DELETE ON "MediaBuy"
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" = OLD."id";
END;

CREATE TRIGGER "Package_commit_insert" AFTER INSERT ON "Package"
WHEN NEW."mediaBuyId" IS NOT NULL
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (NEW."mediaBuyId");
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (NEW."mediaBuyId");
END;

CREATE TRIGGER "Package_commit_update" AFTER UPDATE OF "id", "organisationId", "mediaBuyId", "budgetMicros", "canceledAt" ON "Package"
WHEN OLD."id" IS NOT NEW."id"
    OR OLD."organisationId" IS NOT NEW."organisationId"
    OR OLD."mediaBuyId" IS NOT NEW."mediaBuyId"
    OR OLD."budgetMicros" IS NOT NEW."budgetMicros"
    OR OLD."canceledAt" IS NOT NEW."canceledAt"
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (OLD."mediaBuyId", NEW."mediaBuyId");
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (OLD."mediaBuyId", NEW."mediaBuyId");
END;

CREATE TRIGGER "Package_commit_delete" AFTER DELETE ON "Package"
WHEN OLD."mediaBuyId" IS NOT NULL
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (OLD."mediaBuyId");
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (OLD."mediaBuyId");
END;

-- Delivery counts where its package is over before its media buy.
CREATE TRIGGER "DeliveryRow_commit_insert" AFTER INSERT ON "DeliveryRow"
WHEN EXISTS (SELECT 1 FROM "Package" p WHERE p."id" IN (NEW."packageId") AND p."canceledAt" IS NOT NULL)
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (NEW."packageId"));
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (NEW."packageId"));
END;

CREATE TRIGGER "DeliveryRow_commit_update" AFTER UPDATE OF "packageId", "spendMicros" ON "DeliveryRow"
WHEN (OLD."packageId" <> NEW."packageId" OR OLD."spendMicros" <> NEW."spendMicros")
    AND EXISTS (SELECT 1 FROM "Package" p WHERE p."id" IN (OLD."packageId", NEW."packageId") AND p."canceledAt" IS NOT NULL)
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (OLD."packageId", NEW."packageId"));
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (OLD."packageId", NEW."packageId"));
END;

CREATE TRIGGER "DeliveryRow_commit_delete" AFTER DELETE ON "DeliveryRow"
WHEN EXISTS (SELECT 1 FROM "Package" p WHERE p."id" IN (OLD."packageId") AND p."canceledAt" IS NOT NULL)
BEGIN
    DELETE FROM "Commitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (OLD."packageId"));
    INSERT INTO "Commitment" ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT "mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros" FROM "MediaBuyCommitment" WHERE "mediaBuyId" IN (SELECT p."mediaBuyId" FROM "Package" p WHERE p."id" IN (OLD."packageId"));
END;
