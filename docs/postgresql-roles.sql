-- Two roles on PostgreSQL: one that owns the tables and migrates, one that the running processes have.
-- Once, as a superuser, connected to the database of the installation:
--   psql -v owner_password="'…'" -v app_password="'…'" -f docs/postgresql-roles.sql flightdeck
-- Then: DATABASE_URL with flightdeck_owner for `npm run db:migrate` (and backup, restore), with flightdeck_app for web and worker processes;
-- containers start with FLIGHTDECK_MIGRATE=0. The app's role makes and changes no table, switches no trigger off and rewrites no record.

CREATE ROLE flightdeck_owner LOGIN PASSWORD :owner_password;
CREATE ROLE flightdeck_app LOGIN PASSWORD :app_password;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- Of the extensions that PostgreSQL trusts an owner with (trigrams, for searches by text).
GRANT CREATE ON DATABASE :"DBNAME" TO flightdeck_owner;
GRANT USAGE, CREATE ON SCHEMA public TO flightdeck_owner;
GRANT USAGE ON SCHEMA public TO flightdeck_app;

-- For tables that there are (made by a superuser before) and for those to come (made by the owner).
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO flightdeck_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO flightdeck_app;
ALTER DEFAULT PRIVILEGES FOR ROLE flightdeck_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO flightdeck_app;
ALTER DEFAULT PRIVILEGES FOR ROLE flightdeck_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO flightdeck_app;
