-- The audit log is append-only for everybody who does not take these triggers away first; its hash chain shows who did.
CREATE TRIGGER "AuditRow_refuse_update" BEFORE UPDATE ON "AuditRow"
BEGIN
    SELECT RAISE(ABORT, 'The audit log is append-only');
END;

CREATE TRIGGER "AuditRow_refuse_delete" BEFORE DELETE ON "AuditRow"
BEGIN
    SELECT RAISE(ABORT, 'The audit log is append-only');
END;

-- REPLACE deletes a row without asking the trigger above.
CREATE TRIGGER "AuditRow_refuse_replace" BEFORE INSERT ON "AuditRow"
WHEN EXISTS (
    SELECT 1 FROM "AuditRow" r
    WHERE r."id" = NEW."id" OR (r."organisationId" = NEW."organisationId" AND r."seq" = NEW."seq")
)
BEGIN
    SELECT RAISE(ABORT, 'The audit log is append-only');
END;
