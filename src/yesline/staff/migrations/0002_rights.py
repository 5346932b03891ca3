from django.db import migrations

from yesline.kernel import isolation

# The door again, now with proof: without it anybody who can run a query could act as anybody.
ACT_AS = migrations.RunSQL(
    """
    DROP FUNCTION yesline_act_as(integer);
    CREATE FUNCTION yesline_act_as(wanted_user_id integer, made_at bigint, proof text)
        RETURNS TABLE (agent_id bigint, organisation_id bigint, role varchar)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      opened text;
    BEGIN
      IF proof IS DISTINCT FROM yesline_sealed('act as ' || wanted_user_id || ' at ' || made_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Nobody proved that this user has signed in.',
          HINT = 'YESLINE_SECRET_KEY of this process must be the one with which the tables were prepared.';
      END IF;
      IF abs(extract(epoch FROM clock_timestamp()) - made_at) > 600 THEN
        RAISE insufficient_privilege USING MESSAGE = 'This proof of signing in is too old, or not of this time yet.',
          HINT = 'The clocks of this machine and of the database server must agree.';
      END IF;
      SELECT string_agg(m.organisation_id::text, ',' ORDER BY m.organisation_id) INTO opened
        FROM staff_membership m JOIN staff_agent a ON a.id = m.agent_id JOIN auth_user u ON u.id = a.user_id
        WHERE a.user_id = wanted_user_id AND u.is_active;
      PERFORM set_config('yesline.organisations', coalesce(opened || '/' || yesline_seal_of(opened), ''), true);
      RETURN QUERY SELECT m.agent_id, m.organisation_id, m.role FROM staff_membership m
        JOIN staff_agent a ON a.id = m.agent_id JOIN auth_user u ON u.id = a.user_id
        WHERE a.user_id = wanted_user_id AND u.is_active ORDER BY m.organisation_id;
    END $$;
    REVOKE ALL ON FUNCTION yesline_act_as(integer, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_act_as(integer, bigint, text) TO yesline_web, yesline_engine;
    ALTER FUNCTION yesline_colleagues() SET search_path = pg_catalog, public, pg_temp;
    """,
    migrations.RunSQL.noop,
)

ONLY_READ = ["auth_group", "auth_group_permissions", "auth_permission", "auth_user_groups",
             "auth_user_user_permissions", "django_content_type", "django_migrations"]  # fmt: skip

# Pages sign people in. Who may sign in, and as what, is an administrator's business.
SIGN_IN = [
    isolation.web_may("auth_user", "UPDATE (last_login, password)"),
    *[isolation.web_may(table) for table in ONLY_READ],
]


class Migration(migrations.Migration):
    """What pages may do to people: their state and their phones. Not who they are, nor for whom they answer."""

    dependencies = [
        ("staff", "0001_initial"),
        ("kernel", "0002_seal"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        ACT_AS,
        isolation.web_may(
            "staff_agent", "UPDATE (state, state_reason, state_since, available_since, reachable)"
        ),
        isolation.web_may("staff_membership"),
        isolation.web_may("staff_phone", "INSERT", "UPDATE (epoch, in_use)"),
        isolation.web_may("staff_dutyphone"),
        *SIGN_IN,
    ]
