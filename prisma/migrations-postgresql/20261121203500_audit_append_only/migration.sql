-- The audit log is append-only for everybody who does not take these triggers away first; its hash chain shows who did.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only';
END;
$$;

CREATE TRIGGER "AuditRow_refuse_update" BEFORE UPDATE ON "AuditRow"
FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();

CREATE TRIGGER "AuditRow_refuse_delete" BEFORE DELETE ON "AuditRow"
FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();

CREATE TRIGGER "AuditRow_refuse_truncate" BEFORE TRUNCATE ON "AuditRow"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
