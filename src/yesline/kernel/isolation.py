"""Isolation of organisations in the database: policies for the role `yesline_web`, written into migrations.

The role sees a row only if its organisation is in the setting `yesline.organisations`, which the function
`yesline_act_as` (room `staff`) fills for one transaction from the signed-in person's memberships.
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


def append_only(table: str) -> migrations.RunSQL:
    """Nobody who serves pages or calls may change or remove what was once written."""
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {WEB}, {ENGINE};", migrations.RunSQL.noop
    )


def read_only_for_web(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {WEB};", migrations.RunSQL.noop)
