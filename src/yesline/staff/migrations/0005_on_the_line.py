from django.db import migrations

ON_THE_LINE = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_people_on_line(wanted text) RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT count(*) FROM staff_agent a JOIN staff_membership m ON m.agent_id = a.id
        JOIN orgs_organisation o ON o.id = m.organisation_id
        WHERE o.slug = wanted AND a.reachable AND a.state NOT IN ('offline', 'break')
    $$;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """How many answer for an organisation now, for its page: the number, not who."""

    dependencies = [("staff", "0004_invitations_rights"), ("orgs", "0002_rights")]
    operations = [ON_THE_LINE]
