-- CreateTable
CREATE TABLE "MediaBuyCount" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organisationId" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "count" INTEGER NOT NULL
);

-- CreateIndex
CREATE INDEX "MediaBuyCount_organisationId_scopeId_idx" ON "MediaBuyCount"("organisationId", "scopeId");

-- CreateIndex
CREATE INDEX "MediaBuy_organisationId_campaignId_updatedAt_id_idx" ON "MediaBuy"("organisationId", "campaignId", "updatedAt", "id");

-- Counts by status, kept by whatever changes a media buy. The id is made of organisation, scope and status.
INSERT INTO "MediaBuyCount" ("id", "organisationId", "scopeId", "status", "count")
SELECT "organisationId" || '  ' || "status", "organisationId", '', "status", count(*) FROM "MediaBuy"
GROUP BY "organisationId", "status"
UNION ALL
SELECT "organisationId" || ' ' || "salesAgentId" || ' ' || "status", "organisationId", "salesAgentId", "status", count(*) FROM "MediaBuy"
GROUP BY "organisationId", "salesAgentId", "status"
UNION ALL
SELECT "organisationId" || ' ' || "campaignId" || ' ' || "status", "organisationId", "campaignId", "status", count(*) FROM "MediaBuy"
GROUP BY "organisationId", "campaignId", "status";

CREATE TRIGGER "MediaBuy_count_insert" AFTER INSERT ON "MediaBuy"
BEGIN
    INSERT INTO "MediaBuyCount" ("id", "organisationId", "scopeId", "status", "count")
    SELECT wanted.* FROM (
        SELECT NEW."organisationId" || '  ' || NEW."status" AS "id", NEW."organisationId", '', NEW."status", 0
        UNION ALL
        SELECT NEW."organisationId" || ' ' || NEW."salesAgentId" || ' ' || NEW."status", NEW."organisationId", NEW."salesAgentId", NEW."status", 0
        UNION ALL
        SELECT NEW."organisationId" || ' ' || NEW."campaignId" || ' ' || NEW."status", NEW."organisationId", NEW."campaignId", NEW."status", 0
    ) wanted WHERE NOT EXISTS (SELECT 1 FROM "MediaBuyCount" c WHERE c."id" = wanted."id");
    UPDATE "MediaBuyCount" SET "count" = "count" + 1
    WHERE "id" IN (
        NEW."organisationId" || '  ' || NEW."status",
        NEW."organisationId" || ' ' || NEW."salesAgentId" || ' ' || NEW."status",
        NEW."organisationId" || ' ' || NEW."campaignId" || ' ' || NEW."status"
    );
END;

CREATE TRIGGER "MediaBuy_count_delete" AFTER DELETE ON "MediaBuy"
BEGIN
    UPDATE "MediaBuyCount" SET "count" = "count" - 1
    WHERE "id" IN (
        OLD."organisationId" || '  ' || OLD."status",
        OLD."organisationId" || ' ' || OLD."salesAgentId" || ' ' || OLD."status",
        OLD."organisationId" || ' ' || OLD."campaignId" || ' ' || OLD."status"
    );
END;

CREATE TRIGGER "MediaBuy_count_update" AFTER UPDATE OF "status", "organisationId", "salesAgentId", "campaignId" ON "MediaBuy"
WHEN OLD."status" <> NEW."status" OR OLD."organisationId" <> NEW."organisationId"
    OR OLD."salesAgentId" <> NEW."salesAgentId" OR OLD."campaignId" <> NEW."campaignId"
BEGIN
    UPDATE "MediaBuyCount" SET "count" = "count" - 1
    WHERE "id" IN (
        OLD."organisationId" || '  ' || OLD."status",
        OLD."organisationId" || ' ' || OLD."salesAgentId" || ' ' || OLD."status",
        OLD."organisationId" || ' ' || OLD."campaignId" || ' ' || OLD."status"
    );
    INSERT INTO "MediaBuyCount" ("id", "organisationId", "scopeId", "status", "count")
    SELECT wanted.* FROM (
        SELECT NEW."organisationId" || '  ' || NEW."status" AS "id", NEW."organisationId", '', NEW."status", 0
        UNION ALL
        SELECT NEW."organisationId" || ' ' || NEW."salesAgentId" || ' ' || NEW."status", NEW."organisationId", NEW."salesAgentId", NEW."status", 0
        UNION ALL
        SELECT NEW."organisationId" || ' ' || NEW."campaignId" || ' ' || NEW."status", NEW."organisationId", NEW."campaignId", NEW."status", 0
    ) wanted WHERE NOT EXISTS (SELECT 1 FROM "MediaBuyCount" c WHERE c."id" = wanted."id");
    UPDATE "MediaBuyCount" SET "count" = "count" + 1
    WHERE "id" IN (
        NEW."organisationId" || '  ' || NEW."status",
        NEW."organisationId" || ' ' || NEW."salesAgentId" || ' ' || NEW."status",
        NEW."organisationId" || ' ' || NEW."campaignId" || ' ' || NEW."status"
    );
END;
