from django.db import migrations

from yesline.kernel import isolation

# The door, which says now also which organisations the person administers.
ACT_AS = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION yesline_proved(words text, made_at bigint, proof text) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF proof IS DISTINCT FROM yesline_sealed(words || ' at ' || made_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Nobody proved that this user has signed in.',
          HINT = 'YESLINE_SECRET_KEY of this process must be the one with which the tables were prepared.';
      END IF;
      IF abs(extract(epoch FROM clock_timestamp()) - made_at) > 600 THEN
        RAISE insufficient_privilege USING MESSAGE = 'This proof of signing in is too old, or not of this time yet.',
          HINT = 'The clocks of this machine and of the database server must agree.';
      END IF;
    END $$;
    REVOKE ALL ON FUNCTION yesline_proved(text, bigint, text) FROM PUBLIC;
    CREATE OR REPLACE FUNCTION yesline_act_as(wanted_user_id integer, made_at bigint, proof text)
        RETURNS TABLE (agent_id bigint, organisation_id bigint, role varchar)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      opened text;
      administered text;
    BEGIN
      PERFORM yesline_proved('act as ' || wanted_user_id, made_at, proof);
      SELECT string_agg(m.organisation_id::text, ',' ORDER BY m.organisation_id),
             string_agg(m.organisation_id::text, ',' ORDER BY m.organisation_id) FILTER (WHERE m.role = 'admin')
        INTO opened, administered
        FROM staff_membership m JOIN staff_agent a ON a.id = m.agent_id JOIN auth_user u ON u.id = a.user_id
        WHERE a.user_id = wanted_user_id AND u.is_active;
      PERFORM set_config('yesline.organisations', coalesce(opened || '/' || yesline_seal_of(opened), ''), true);
      PERFORM set_config(
        'yesline.administers', coalesce(administered || '/' || yesline_admin_seal_of(administered), ''), true);
      RETURN QUERY SELECT m.agent_id, m.organisation_id, m.role FROM staff_membership m
        JOIN staff_agent a ON a.id = m.agent_id JOIN auth_user u ON u.id = a.user_id
        WHERE a.user_id = wanted_user_id AND u.is_active ORDER BY m.organisation_id;
    END $$;
    """,
    migrations.RunSQL.noop,
)

# Whoever follows an invitation is nobody yet, so these two look past the isolation; the secret is what they know.
INVITATIONS = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_invitation(secret text)
        RETURNS TABLE (organisation varchar, name varchar, email varchar, role varchar, invited_by varchar)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT o.name, i.name, i.email, i.role, a.name FROM staff_invitation i
        LEFT JOIN orgs_organisation o ON o.id = i.organisation_id LEFT JOIN staff_agent a ON a.id = i.invited_by_id
        WHERE i.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex')
          AND i.accepted_at IS NULL AND i.expires_at > clock_timestamp()
    $$;
    REVOKE ALL ON FUNCTION yesline_invitation(text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_invitation(text) TO yesline_web, yesline_engine;

    CREATE FUNCTION yesline_found(organisation_name text, wanted_slug text) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      made bigint;
    BEGIN
      INSERT INTO orgs_pool (name) VALUES (organisation_name) RETURNING id INTO made;
      INSERT INTO orgs_organisation
          (pool_id, slug, name, timezone, country, language, case_due_for, recordings_kept_for, notice_sound)
        VALUES (made, wanted_slug, organisation_name, 'Europe/Moscow', 'RU', 'ru', '72 hours', '90 days', '')
        RETURNING id INTO made;
      RETURN made;
    END $$;
    REVOKE ALL ON FUNCTION yesline_found(text, text) FROM PUBLIC;

    CREATE FUNCTION yesline_accept_invitation(
        secret text, username text, password text, person text, organisation_name text, wanted_slug text)
        RETURNS TABLE (user_id integer, agent_id bigint, organisation_id bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    #variable_conflict use_column
    DECLARE
      invited staff_invitation%%ROWTYPE;
      home bigint;
      made_user integer;
      made_agent bigint;
      spoken varchar(2)[];
    BEGIN
      SELECT * INTO invited FROM staff_invitation
        WHERE secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex')
          AND accepted_at IS NULL AND expires_at > clock_timestamp() FOR UPDATE;
      IF NOT FOUND THEN
        RETURN;
      END IF;
      home := coalesce(invited.organisation_id, yesline_found(organisation_name, wanted_slug));
      INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, is_superuser,
          date_joined) VALUES (username, password, '', '', invited.email, true, false, false, clock_timestamp())
        RETURNING id INTO made_user;
      SELECT coalesce(array_agg(key ORDER BY value DESC, key), '{ru}') INTO spoken
        FROM jsonb_each_text(invited.fluency) WHERE value IN ('good', 'native');
      INSERT INTO staff_agent (user_id, pool_id, organisation_id, name, languages, fluency, state, state_reason,
          state_since, reachable)
        SELECT made_user, pool_id, home, person, spoken, invited.fluency, 'offline', '', clock_timestamp(), false
          FROM orgs_organisation WHERE id = home
        RETURNING id INTO made_agent;
      INSERT INTO staff_membership (agent_id, organisation_id, role) VALUES (made_agent, home, invited.role);
      UPDATE staff_invitation SET accepted_at = clock_timestamp(), agent_id = made_agent WHERE id = invited.id;
      INSERT INTO journal_entry (at, organisation_id, by_agent_id, verb, noun, noun_id, details)
        VALUES (clock_timestamp(), home, made_agent, 'invitation.accepted', 'agent', made_agent, '{}');
      RETURN QUERY SELECT made_user, made_agent, home;
    END $$;
    REVOKE ALL ON FUNCTION yesline_accept_invitation(text, text, text, text, text, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_accept_invitation(text, text, text, text, text, text)
      TO yesline_web, yesline_engine;
    """.replace("%%", "%"),
    migrations.RunSQL.noop,
)
STATE = "state, state_reason, state_since, available_since, reachable"


class Migration(migrations.Migration):
    """Administrators invite, give roles, and say who is on duty; whoever is invited makes their own account."""

    dependencies = [
        ("staff", "0003_invitations"),
        ("kernel", "0003_administered"),
        ("orgs", "0004_office_rights"),
        ("journal", "0002_rights"),
    ]
    operations = [
        ACT_AS,
        isolation.own_rows("staff_invitation"),
        isolation.web_may("staff_invitation", "INSERT", "DELETE"),
        isolation.administrators_write("staff_invitation"),
        INVITATIONS,
        isolation.web_may("staff_agent", f"UPDATE ({STATE}, languages, fluency)"),
        isolation.web_may("staff_membership", "UPDATE (role)", "DELETE"),
        isolation.administrators_write("staff_membership"),
        isolation.web_may("staff_dutyphone", "INSERT", "DELETE"),
        isolation.administrators_write("staff_dutyphone"),
    ]
