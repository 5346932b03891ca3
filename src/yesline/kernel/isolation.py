"""Isolation of organisations in the database: policies for the role `yesline_web`, written into migrations.

The role sees a row only if its organisation is in the setting `yesline.organisations`, which the function
`yesline_act_as` (room `staff`) fills for one transaction from the signed-in person's memberships, and seals:
a setting written by anybody else opens nothing.
`yesline_engine` (controller, worker) has BYPASSRLS; the owner only migrates.
"""

from django.db import migrations

WEB, ENGINE = "yesline_web", "yesline_engine"

PREPARE = f"""
CREATE FUNCTION yesline_organisations() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_to_array(nullif(current_setting('yesline.organisations', true), ''), ','), '{{}}')::bigint[]
$$;
GRANT USAGE ON SCHEMA public TO {WEB}, {ENGINE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB}, {ENGINE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WEB}, {ENGINE};
"""

# HMAC-SHA256 (RFC 2104) without pgcrypto, which not every server has. A seal is good for one transaction: `now()`
# is the moment it began. Without a key nothing is sealed, and nothing is seen.
SEAL = f"""
CREATE TABLE yesline_seal (
  inner_pad bytea NOT NULL, outer_pad bytea NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one)
);
REVOKE ALL ON yesline_seal FROM {WEB}, {ENGINE};
CREATE FUNCTION yesline_sealed(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(outer_pad || sha256(inner_pad || convert_to(words, 'UTF8'))), 'hex') FROM yesline_seal
$$;
REVOKE ALL ON FUNCTION yesline_sealed(text) FROM PUBLIC;
CREATE FUNCTION yesline_seal_of(organisations text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT yesline_sealed('open ' || organisations || ' in ' || extract(epoch FROM now()))
$$;
REVOKE ALL ON FUNCTION yesline_seal_of(text) FROM PUBLIC;
CREATE OR REPLACE FUNCTION yesline_organisations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN split_part(setting, '/', 2) = yesline_seal_of(split_part(setting, '/', 1))
    THEN string_to_array(split_part(setting, '/', 1), ',')::bigint[] ELSE '{{}}' END
  FROM (SELECT coalesce(current_setting('yesline.organisations', true), '') AS setting) AS given
$$;
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""

# Which of them the signed-in person administers: a setting of its own, with a seal of its own, or whoever may see an
# organisation could copy the seal and change it too.
ADMINISTERED = """
CREATE FUNCTION yesline_admin_seal_of(organisations text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT yesline_sealed('administer ' || organisations || ' in ' || extract(epoch FROM now()))
$$;
REVOKE ALL ON FUNCTION yesline_admin_seal_of(text) FROM PUBLIC;
CREATE FUNCTION yesline_administered() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN split_part(setting, '/', 2) = yesline_admin_seal_of(split_part(setting, '/', 1))
    THEN string_to_array(split_part(setting, '/', 1), ',')::bigint[] ELSE '{}' END
  FROM (SELECT coalesce(current_setting('yesline.administers', true), '') AS setting) AS given
$$;
"""


def own_rows(table: str, *, column: str = "organisation_id") -> migrations.RunSQL:
    """Only rows of the organisations the signed-in person works for; the sub-select is evaluated once."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY own_organisations ON {table} TO {WEB}"
        f" USING ({column} = ANY ((SELECT yesline_organisations())::bigint[]));",
        migrations.RunSQL.noop,
    )


def own_rows_through(table: str, *, parent: str, key: str) -> migrations.RunSQL:
    """Rows whose parent row may be seen (the parent's own policy decides)."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY own_organisations ON {table} TO {WEB}"
        f" USING (EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {table}.{key}));",
        migrations.RunSQL.noop,
    )


def administrators_write(table: str, *, column: str = "organisation_id") -> migrations.RunSQL:
    """Colleagues read; only an administrator of the row's organisation adds, changes or removes it."""
    ours = f"{column} = ANY ((SELECT yesline_administered())::bigint[])"
    return migrations.RunSQL(
        f"CREATE POLICY administrators_add ON {table} AS RESTRICTIVE FOR INSERT TO {WEB} WITH CHECK ({ours});"
        f"CREATE POLICY administrators_change ON {table} AS RESTRICTIVE FOR UPDATE TO {WEB} USING ({ours});"
        f"CREATE POLICY administrators_remove ON {table} AS RESTRICTIVE FOR DELETE TO {WEB} USING ({ours});",
        migrations.RunSQL.noop,
    )


def append_only(table: str) -> migrations.RunSQL:
    """Nobody who serves pages or calls may change or remove what was once written."""
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {WEB}, {ENGINE};", migrations.RunSQL.noop
    )


def read_only_for_web(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {WEB};", migrations.RunSQL.noop)


def web_may(table: str, *rights: str) -> migrations.RunSQL:
    """Besides reading, pages do exactly this to a table: `web_may("orgs_topic")` is reading only."""
    granted = ", ".join(["SELECT", *rights])
    return migrations.RunSQL(
        f"REVOKE ALL ON {table} FROM {WEB}; GRANT {granted} ON {table} TO {WEB};", migrations.RunSQL.noop
    )
