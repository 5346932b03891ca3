"""Who has left an organisation is still known there by name: what they did stays theirs, and stays readable."""

from django.db import migrations

FORMER = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_former_colleagues() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT coalesce(array_agg(DISTINCT noun_id), '{}') FROM journal_entry
      WHERE verb = 'agent.left' AND organisation_id = ANY (yesline_organisations())
    $$;
    CREATE POLICY former_colleagues ON staff_agent FOR SELECT TO yesline_web
      USING (id = ANY ((SELECT yesline_former_colleagues())::bigint[]));
    """,
    """
    DROP POLICY former_colleagues ON staff_agent;
    DROP FUNCTION yesline_former_colleagues();
    """,
)

# Their phones are not to be seen with them: so far whoever saw the agent saw the phone.
PHONES = migrations.RunSQL(
    "ALTER POLICY own_organisations ON staff_phone USING (agent_id = ANY ((SELECT yesline_colleagues())::bigint[]));",
    "ALTER POLICY own_organisations ON staff_phone"
    " USING (EXISTS (SELECT 1 FROM staff_agent WHERE staff_agent.id = staff_phone.agent_id));",
)


class Migration(migrations.Migration):
    dependencies = [("staff", "0012_struck_turns"), ("journal", "0004_leavers")]

    operations = [FORMER, PHONES]
