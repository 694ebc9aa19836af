-- CreateTable
CREATE TABLE "Commitment" (
    "mediaBuyId" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "sandbox" BOOLEAN NOT NULL,
    "micros" BIGINT NOT NULL,

    CONSTRAINT "Commitment_pkey" PRIMARY KEY ("mediaBuyId")
);

-- CreateTable
CREATE TABLE "CommittedTotal" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "sandbox" BOOLEAN NOT NULL,
    "mediaBuys" INTEGER NOT NULL,
    "units" BIGINT NOT NULL,
    "rest" BIGINT NOT NULL,

    CONSTRAINT "CommittedTotal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CommittedTotal_organisationId_scopeId_idx" ON "CommittedTotal"("organisationId", "scopeId");

-- CreateIndex
CREATE INDEX "Change_organisationId_state_settledAt_salesAgentId_verified_idx" ON "Change"("organisationId", "state", "settledAt", "salesAgentId", "verifiedAt", "missed");

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
SELECT "organisationId" || '  ' || "currency" || ' ' || "sandbox"::text, "organisationId", '', "currency", "sandbox", count(*), sum("micros" / 1000000), sum("micros" % 1000000)
FROM "Commitment" GROUP BY "organisationId", "currency", "sandbox"
UNION ALL
SELECT "organisationId" || ' ' || "campaignId" || ' ' || "currency" || ' ' || "sandbox"::text, "organisationId", "campaignId", "currency", "sandbox", count(*), sum("micros" / 1000000), sum("micros" % 1000000)
FROM "Commitment" GROUP BY "organisationId", "campaignId", "currency", "sandbox";

CREATE FUNCTION "total_commitment"(organisation text, campaign text, money text, play boolean, buys integer, micros bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "CommittedTotal" AS t ("id", "organisationId", "scopeId", "currency", "sandbox", "mediaBuys", "units", "rest")
    VALUES
        (organisation || '  ' || money || ' ' || play::text, organisation, '', money, play, buys, buys * (micros / 1000000), buys * (micros % 1000000)),
        (organisation || ' ' || campaign || ' ' || money || ' ' || play::text, organisation, campaign, money, play, buys, buys * (micros / 1000000), buys * (micros % 1000000))
    ON CONFLICT ("id") DO UPDATE SET
        "mediaBuys" = t."mediaBuys" + EXCLUDED."mediaBuys", "units" = t."units" + EXCLUDED."units", "rest" = t."rest" + EXCLUDED."rest"
$$;

CREATE FUNCTION "total_commitments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM "total_commitment"(OLD."organisationId", OLD."campaignId", OLD."currency", OLD."sandbox", -1, OLD."micros");
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM "total_commitment"(NEW."organisationId", NEW."campaignId", NEW."currency", NEW."sandbox", 1, NEW."micros");
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER "Commitment_total" AFTER INSERT OR UPDATE OR DELETE ON "Commitment"
FOR EACH ROW EXECUTE FUNCTION "total_commitments"();

-- The row is locked before it is worked out: of two at once the second sees what the first wrote.
CREATE FUNCTION "commit_media_buy"(buy text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM "Commitment" c WHERE c."mediaBuyId" = buy FOR UPDATE;
    INSERT INTO "Commitment" AS c ("mediaBuyId", "organisationId", "campaignId", "currency", "sandbox", "micros")
    SELECT v."mediaBuyId", v."organisationId", v."campaignId", v."currency", v."sandbox", v."micros" FROM "MediaBuyCommitment" v WHERE v."mediaBuyId" = buy
    ON CONFLICT ("mediaBuyId") DO UPDATE SET "organisationId" = EXCLUDED."organisationId", "campaignId" = EXCLUDED."campaignId",
        "currency" = EXCLUDED."currency", "sandbox" = EXCLUDED."sandbox", "micros" = EXCLUDED."micros"
    WHERE (c."organisationId", c."campaignId", c."currency", c."sandbox", c."micros")
        <> (EXCLUDED."organisationId", EXCLUDED."campaignId", EXCLUDED."currency", EXCLUDED."sandbox", EXCLUDED."micros");
    DELETE FROM "Commitment" c WHERE c."mediaBuyId" = buy
        AND NOT EXISTS (SELECT 1 FROM "MediaBuyCommitment" v WHERE v."mediaBuyId" = buy);
END
$$;

CREATE FUNCTION "commit_media_buys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM "commit_media_buy"(OLD."id");
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD."id" IS DISTINCT FROM NEW."id") THEN
        PERFORM "commit_media_buy"(NEW."id");
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION "commit_packages"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM "commit_media_buy"(OLD."mediaBuyId");
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD."mediaBuyId" IS DISTINCT FROM NEW."mediaBuyId") THEN
        PERFORM "commit_media_buy"(NEW."mediaBuyId");
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER "MediaBuy_commit_insert" AFTER INSERT ON "MediaBuy" FOR EACH ROW
WHEN (NEW."sellerMediaBuyId" IS NOT NULL OR NEW."sellerStatus" IS NOT NULL) EXECUTE FUNCTION "commit_media_buys"();

CREATE TRIGGER "MediaBuy_commit_update" AFTER UPDATE OF "id", "organisationId", "campaignId", "currency", "sandbox", "sellerStatus", "totalMicros", "sellerMediaBuyId", "spendMicros" ON "MediaBuy" FOR EACH ROW
WHEN (OLD."id" IS DISTINCT FROM NEW."id"
    OR OLD."organisationId" IS DISTINCT FROM NEW."organisationId"
    OR OLD."campaignId" IS DISTINCT FROM NEW."campaignId"
    OR OLD."currency" IS DISTINCT FROM NEW."currency"
    OR OLD."sandbox" IS DISTINCT FROM NEW."sandbox"
    OR OLD."sellerStatus" IS DISTINCT FROM NEW."sellerStatus"
    OR OLD."totalMicros" IS DISTINCT FROM NEW."totalMicros"
    OR (OLD."sellerMediaBuyId" IS NULL) <> (NEW."sellerMediaBuyId" IS NULL)
    OR (OLD."spendMicros" <> NEW."spendMicros" AND lower(NEW."sellerStatus") IN ('completed', 'rejected', 'canceled', 'cancelled'))) EXECUTE FUNCTION "commit_media_buys"();

CREATE TRIGGER "MediaBuy_commit_delete" AFTER DELETE ON "MediaBuy" FOR EACH ROW EXECUTE FUNCTION "commit_media_buys"();

CREATE TRIGGER "Package_commit_insert" AFTER INSERT ON "Package" FOR EACH ROW
WHEN (NEW."mediaBuyId" IS NOT NULL) EXECUTE FUNCTION "commit_packages"();

CREATE TRIGGER "Package_commit_update" AFTER UPDATE OF "id", "organisationId", "mediaBuyId", "budgetMicros", "canceledAt" ON "Package" FOR EACH ROW
WHEN (OLD."id" IS DISTINCT FROM NEW."id"
    OR OLD."organisationId" IS DISTINCT FROM NEW."organisationId"
    OR OLD."mediaBuyId" IS DISTINCT FROM NEW."mediaBuyId"
    OR OLD."budgetMicros" IS DISTINCT FROM NEW."budgetMicros"
    OR OLD."canceledAt" IS DISTINCT FROM NEW."canceledAt") EXECUTE FUNCTION "commit_packages"();

CREATE TRIGGER "Package_commit_delete" AFTER DELETE ON "Package" FOR EACH ROW
WHEN (OLD."mediaBuyId" IS NOT NULL) EXECUTE FUNCTION "commit_packages"();

-- Delivery counts where its package is over before its media buy: looked up once a statement.
CREATE FUNCTION "commit_delivery_inserted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "commit_media_buy"(buys."mediaBuyId") FROM (
        SELECT DISTINCT p."mediaBuyId" FROM (SELECT "packageId" FROM made) r JOIN "Package" p ON p."id" = r."packageId"
        WHERE p."canceledAt" IS NOT NULL AND p."mediaBuyId" IS NOT NULL ORDER BY 1
    ) buys;
    RETURN NULL;
END
$$;

CREATE FUNCTION "commit_delivery_updated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "commit_media_buy"(buys."mediaBuyId") FROM (
        SELECT DISTINCT p."mediaBuyId" FROM (SELECT "packageId" FROM made UNION ALL SELECT "packageId" FROM gone) r JOIN "Package" p ON p."id" = r."packageId"
        WHERE p."canceledAt" IS NOT NULL AND p."mediaBuyId" IS NOT NULL ORDER BY 1
    ) buys;
    RETURN NULL;
END
$$;

CREATE FUNCTION "commit_delivery_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "commit_media_buy"(buys."mediaBuyId") FROM (
        SELECT DISTINCT p."mediaBuyId" FROM (SELECT "packageId" FROM gone) r JOIN "Package" p ON p."id" = r."packageId"
        WHERE p."canceledAt" IS NOT NULL AND p."mediaBuyId" IS NOT NULL ORDER BY 1
    ) buys;
    RETURN NULL;
END
$$;

CREATE TRIGGER "DeliveryRow_commit_insert" AFTER INSERT ON "DeliveryRow"
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION "commit_delivery_inserted"();

CREATE TRIGGER "DeliveryRow_commit_update" AFTER UPDATE ON "DeliveryRow"
REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION "commit_delivery_updated"();

CREATE TRIGGER "DeliveryRow_commit_delete" AFTER DELETE ON "DeliveryRow"
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "commit_delivery_deleted"();
