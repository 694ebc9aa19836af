-- CreateTable
CREATE TABLE "MediaBuyCount" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "MediaBuyCount_pkey" PRIMARY KEY ("id")
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

CREATE FUNCTION "count_media_buys_inserted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "MediaBuyCount" AS c ("id", "organisationId", "scopeId", "status", "count")
    SELECT scoped."organisationId" || ' ' || scoped."scopeId" || ' ' || scoped."status", scoped."organisationId", scoped."scopeId", scoped."status", sum(scoped."by")
    FROM (
        SELECT r."organisationId", '' AS "scopeId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made) r
        UNION ALL
        SELECT r."organisationId", r."salesAgentId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made) r
        UNION ALL
        SELECT r."organisationId", r."campaignId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made) r
    ) scoped
    GROUP BY 1, 2, 3, 4 HAVING sum(scoped."by") <> 0 ORDER BY 1
    ON CONFLICT ("id") DO UPDATE SET "count" = c."count" + EXCLUDED."count";
    RETURN NULL;
END
$$;

CREATE FUNCTION "count_media_buys_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "MediaBuyCount" AS c ("id", "organisationId", "scopeId", "status", "count")
    SELECT scoped."organisationId" || ' ' || scoped."scopeId" || ' ' || scoped."status", scoped."organisationId", scoped."scopeId", scoped."status", sum(scoped."by")
    FROM (
        SELECT r."organisationId", '' AS "scopeId", r."status", r."by" FROM (SELECT *, -1 AS "by" FROM gone) r
        UNION ALL
        SELECT r."organisationId", r."salesAgentId", r."status", r."by" FROM (SELECT *, -1 AS "by" FROM gone) r
        UNION ALL
        SELECT r."organisationId", r."campaignId", r."status", r."by" FROM (SELECT *, -1 AS "by" FROM gone) r
    ) scoped
    GROUP BY 1, 2, 3, 4 HAVING sum(scoped."by") <> 0 ORDER BY 1
    ON CONFLICT ("id") DO UPDATE SET "count" = c."count" + EXCLUDED."count";
    RETURN NULL;
END
$$;

CREATE FUNCTION "count_media_buys_updated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "MediaBuyCount" AS c ("id", "organisationId", "scopeId", "status", "count")
    SELECT scoped."organisationId" || ' ' || scoped."scopeId" || ' ' || scoped."status", scoped."organisationId", scoped."scopeId", scoped."status", sum(scoped."by")
    FROM (
        SELECT r."organisationId", '' AS "scopeId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made UNION ALL SELECT *, -1 AS "by" FROM gone) r
        UNION ALL
        SELECT r."organisationId", r."salesAgentId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made UNION ALL SELECT *, -1 AS "by" FROM gone) r
        UNION ALL
        SELECT r."organisationId", r."campaignId", r."status", r."by" FROM (SELECT *, 1 AS "by" FROM made UNION ALL SELECT *, -1 AS "by" FROM gone) r
    ) scoped
    GROUP BY 1, 2, 3, 4 HAVING sum(scoped."by") <> 0 ORDER BY 1
    ON CONFLICT ("id") DO UPDATE SET "count" = c."count" + EXCLUDED."count";
    RETURN NULL;
END
$$;

CREATE TRIGGER "MediaBuy_count_insert" AFTER INSERT ON "MediaBuy"
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION "count_media_buys_inserted"();

CREATE TRIGGER "MediaBuy_count_delete" AFTER DELETE ON "MediaBuy"
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "count_media_buys_deleted"();

CREATE TRIGGER "MediaBuy_count_update" AFTER UPDATE ON "MediaBuy"
REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION "count_media_buys_updated"();
