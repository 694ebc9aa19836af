-- Text search by three-letter pieces (FTS5, trigram), kept by triggers in whatever transaction changes a media buy's texts. The documents of an
-- organisation ("ownerId") are numbered in a range of its own, so that a search goes through its own alone. Words begin after two spaces: one
-- letter at the start of a word is a piece too. A migration that rebuilds MediaBuy has to make the triggers again.
CREATE TABLE "SearchRange" (
    "ownerId" TEXT NOT NULL PRIMARY KEY,
    "firstSeq" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL
);

CREATE TABLE "SearchText" (
    "seq" INTEGER NOT NULL PRIMARY KEY,
    "mediaBuyId" TEXT NOT NULL
);

CREATE UNIQUE INDEX "SearchText_mediaBuyId_key" ON "SearchText"("mediaBuyId");

CREATE VIRTUAL TABLE "SearchIndex" USING fts5("text", content='', contentless_delete=1, tokenize='trigram');

-- What is there already.
INSERT INTO "SearchRange" ("ownerId", "firstSeq", "lastSeq")
SELECT "organisationId", n * 4294967296, n * 4294967296 + documents FROM (
    SELECT "organisationId", count(*) AS documents, row_number() OVER (ORDER BY "organisationId") AS n
    FROM "MediaBuy" GROUP BY "organisationId"
);

INSERT INTO "SearchText" ("seq", "mediaBuyId")
SELECT r."firstSeq" + row_number() OVER (PARTITION BY b."organisationId" ORDER BY b."id"), b."id"
FROM "MediaBuy" b JOIN "SearchRange" r ON r."ownerId" = b."organisationId";

INSERT INTO "SearchIndex" ("rowid", "text")
SELECT s."seq", replace(' ' || b."name" || char(10) || ' ' || b."poNumber" || char(10) || ' ' || coalesce(b."sellerMediaBuyId", ''), ' ', '  ')
FROM "SearchText" s JOIN "MediaBuy" b ON b."id" = s."mediaBuyId" ORDER BY s."seq";

CREATE TRIGGER "MediaBuy_search_insert" AFTER INSERT ON "MediaBuy"
BEGIN
    INSERT INTO "SearchRange" ("ownerId", "firstSeq", "lastSeq")
    SELECT NEW."organisationId", free."seq", free."seq" FROM (
        SELECT (coalesce(max("lastSeq"), 0) / 4294967296 + 1) * 4294967296 AS "seq" FROM "SearchRange"
    ) free WHERE NOT EXISTS (SELECT 1 FROM "SearchRange" r WHERE r."ownerId" = NEW."organisationId");
    UPDATE "SearchRange" SET "lastSeq" = "lastSeq" + 1 WHERE "ownerId" = NEW."organisationId";
    INSERT INTO "SearchText" ("seq", "mediaBuyId")
    SELECT "lastSeq", NEW."id" FROM "SearchRange" WHERE "ownerId" = NEW."organisationId";
    INSERT INTO "SearchIndex" ("rowid", "text")
    SELECT "lastSeq", replace(' ' || NEW."name" || char(10) || ' ' || NEW."poNumber" || char(10) || ' ' || coalesce(NEW."sellerMediaBuyId", ''), ' ', '  ')
    FROM "SearchRange" WHERE "ownerId" = NEW."organisationId";
END;

CREATE TRIGGER "MediaBuy_search_delete" AFTER DELETE ON "MediaBuy"
BEGIN
    DELETE FROM "SearchIndex" WHERE "rowid" = (SELECT "seq" FROM "SearchText" WHERE "mediaBuyId" = OLD."id");
    DELETE FROM "SearchText" WHERE "mediaBuyId" = OLD."id";
END;

CREATE TRIGGER "MediaBuy_search_update" AFTER UPDATE OF "name", "poNumber", "sellerMediaBuyId", "organisationId", "id" ON "MediaBuy"
WHEN OLD."name" IS NOT NEW."name"
    OR OLD."poNumber" IS NOT NEW."poNumber"
    OR OLD."sellerMediaBuyId" IS NOT NEW."sellerMediaBuyId"
    OR OLD."organisationId" IS NOT NEW."organisationId"
    OR OLD."id" IS NOT NEW."id"
BEGIN
    DELETE FROM "SearchIndex" WHERE "rowid" = (SELECT "seq" FROM "SearchText" WHERE "mediaBuyId" = OLD."id");
    DELETE FROM "SearchText" WHERE "mediaBuyId" = OLD."id";
    INSERT INTO "SearchRange" ("ownerId", "firstSeq", "lastSeq")
    SELECT NEW."organisationId", free."seq", free."seq" FROM (
        SELECT (coalesce(max("lastSeq"), 0) / 4294967296 + 1) * 4294967296 AS "seq" FROM "SearchRange"
    ) free WHERE NOT EXISTS (SELECT 1 FROM "SearchRange" r WHERE r."ownerId" = NEW."organisationId");
    UPDATE "SearchRange" SET "lastSeq" = "lastSeq" + 1 WHERE "ownerId" = NEW."organisationId";
    INSERT INTO "SearchText" ("seq", "mediaBuyId")
    SELECT "lastSeq", NEW."id" FROM "SearchRange" WHERE "ownerId" = NEW."organisationId";
    INSERT INTO "SearchIndex" ("rowid", "text")
    SELECT "lastSeq", replace(' ' || NEW."name" || char(10) || ' ' || NEW."poNumber" || char(10) || ' ' || coalesce(NEW."sellerMediaBuyId", ''), ' ', '  ')
    FROM "SearchRange" WHERE "ownerId" = NEW."organisationId";
END;

-- CreateIndex
CREATE INDEX "Campaign_organisationId_name_id_idx" ON "Campaign"("organisationId", "name", "id");
