from django.db import migrations

from yesline.kernel import isolation

# A contact that came by the common number and was moved to the organisation it was meant for still names that number.
COMMON_NUMBERS = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_common_organisations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT coalesce(array_agg(id), '{}') FROM orgs_organisation WHERE common
    $$;
    CREATE POLICY common_numbers ON orgs_number FOR SELECT TO yesline_web
      USING (organisation_id = ANY ((SELECT yesline_common_organisations())::bigint[]));
    """,
    migrations.RunSQL.noop,
)
TRUNKS = migrations.RunSQL(
    """
    ALTER TABLE orgs_trunk ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON orgs_trunk FOR SELECT TO yesline_web USING (true);
    CREATE POLICY administrators_add ON orgs_trunk FOR INSERT TO yesline_web
      WITH CHECK (organisation_id = ANY ((SELECT yesline_administered())::bigint[]));
    CREATE POLICY administrators_change ON orgs_trunk FOR UPDATE TO yesline_web
      USING (organisation_id = ANY ((SELECT yesline_administered())::bigint[]));
    """,
    migrations.RunSQL.noop,
)
SETTINGS = (
    "name, timezone, language, case_due_for, recordings_kept_for, notice_sound, greeting, colour, logo"
)
OWN = ["orgs_opening", "orgs_holiday", "orgs_outsider"]


class Migration(migrations.Migration):
    """What an organisation's administrators may set up from the office, and nobody else."""

    dependencies = [("orgs", "0003_office"), ("kernel", "0003_administered")]
    operations = [
        isolation.web_may("orgs_organisation", f"UPDATE ({SETTINGS})"),
        isolation.administrators_write("orgs_organisation", column="id"),
        isolation.web_may("orgs_trunk", "INSERT", "UPDATE (addresses, country, answer_after, max_calls)"),
        TRUNKS,
        isolation.web_may("orgs_number", "INSERT", "UPDATE (kind, language, trunk_id)", "DELETE"),
        isolation.administrators_write("orgs_number"),
        COMMON_NUMBERS,
        isolation.web_may("orgs_topic", "INSERT", "UPDATE (name, position)"),
        isolation.administrators_write("orgs_topic"),
        *[isolation.own_rows(table) for table in OWN],
        *[isolation.web_may(table, "INSERT", "UPDATE", "DELETE") for table in OWN],
        *[isolation.administrators_write(table) for table in OWN],
    ]
