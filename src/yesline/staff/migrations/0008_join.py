from django.db import migrations

# Why a link is good no more. Whoever asks knows its secret; of one that was taken back nothing is left to say.
STATE = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_invitation_state(secret text) RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT CASE WHEN accepted_at IS NOT NULL THEN 'used' WHEN expires_at <= clock_timestamp() THEN 'old' ELSE 'open' END
        FROM staff_invitation WHERE secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex')
    $$;
    REVOKE ALL ON FUNCTION yesline_invitation_state(text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_invitation_state(text) TO yesline_web, yesline_engine;
    """,
    migrations.RunSQL.noop,
)

# Somebody who has an account answers for one organisation more. What they are elsewhere is neither asked nor told:
# their name, home and roles stay, languages are only added. People are shared within a pool, never beyond it.
JOIN = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_join(secret text, wanted_user_id integer, made_at bigint, proof text)
        RETURNS TABLE (outcome text, role varchar)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    #variable_conflict use_column
    DECLARE
      invited staff_invitation%ROWTYPE;
      person staff_agent%ROWTYPE;
      its_pool bigint;
    BEGIN
      PERFORM yesline_proved('act as ' || wanted_user_id, made_at, proof);
      SELECT i.* INTO invited FROM staff_invitation i
        WHERE i.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND i.organisation_id IS NOT NULL
          AND i.accepted_at IS NULL AND i.expires_at > clock_timestamp() FOR UPDATE;
      IF NOT FOUND THEN
        RETURN;
      END IF;
      SELECT o.pool_id INTO its_pool FROM orgs_organisation o WHERE o.id = invited.organisation_id;
      SELECT a.* INTO person FROM staff_agent a JOIN auth_user u ON u.id = a.user_id
        WHERE a.user_id = wanted_user_id AND u.is_active FOR NO KEY UPDATE OF a;
      IF NOT FOUND THEN
        RETURN QUERY SELECT 'nobody', invited.role;
        RETURN;
      END IF;
      IF EXISTS (SELECT 1 FROM staff_membership m
                 WHERE m.agent_id = person.id AND m.organisation_id = invited.organisation_id) THEN
        RETURN QUERY SELECT 'member', invited.role;
        RETURN;
      END IF;
      IF NOT EXISTS (SELECT 1 FROM staff_membership m WHERE m.agent_id = person.id) THEN
        UPDATE staff_agent a SET pool_id = its_pool, organisation_id = invited.organisation_id WHERE a.id = person.id;
      ELSIF person.pool_id <> its_pool THEN
        RETURN QUERY SELECT 'elsewhere', invited.role;
        RETURN;
      END IF;
      INSERT INTO staff_membership (agent_id, organisation_id, role)
        VALUES (person.id, invited.organisation_id, invited.role);
      UPDATE staff_agent a SET fluency = invited.fluency || a.fluency, languages = a.languages || ARRAY(
          SELECT key::varchar(2) FROM jsonb_each_text(invited.fluency)
            WHERE value IN ('good', 'native') AND NOT a.fluency ? key AND key <> ALL (a.languages)
            ORDER BY value DESC, key)
        WHERE a.id = person.id;
      UPDATE staff_invitation i SET accepted_at = clock_timestamp(), agent_id = person.id WHERE i.id = invited.id;
      INSERT INTO journal_entry (at, organisation_id, by_agent_id, verb, noun, noun_id, details)
        VALUES (clock_timestamp(), invited.organisation_id, person.id, 'invitation.accepted', 'agent', person.id, '{}');
      RETURN QUERY SELECT 'joined', invited.role;
    END $$;
    REVOKE ALL ON FUNCTION yesline_join(text, integer, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_join(text, integer, bigint, text) TO yesline_web, yesline_engine;
    """,
    migrations.RunSQL.noop,
)

# Whoever leaves the organisation that was their home is at home in another of theirs from then on: a home that may
# not be seen any more would leave them without a desk.
HOME = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_find_a_home() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      UPDATE staff_agent a SET organisation_id = other.organisation_id
        FROM (SELECT organisation_id FROM staff_membership WHERE agent_id = OLD.agent_id ORDER BY id LIMIT 1) AS other
        WHERE a.id = OLD.agent_id AND a.organisation_id = OLD.organisation_id;
      RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION yesline_find_a_home() FROM PUBLIC;
    CREATE TRIGGER find_a_home AFTER DELETE ON staff_membership
      FOR EACH ROW EXECUTE FUNCTION yesline_find_a_home();
    """,
    migrations.RunSQL.noop,
)


# Who administers one organisation of a pool may set up another there, and is its first administrator. Pages have no
# right to make organisations or members, so the database sees to it that both come together.
FOUND = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_found_beside(
        beside bigint, new_name text, wanted_slug text, wanted_user_id integer, made_at bigint, proof text)
        RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      founder bigint;
      made bigint;
    BEGIN
      PERFORM yesline_proved('act as ' || wanted_user_id, made_at, proof);
      SELECT a.id INTO founder FROM staff_agent a
        JOIN staff_membership m ON m.agent_id = a.id AND m.organisation_id = beside AND m.role = 'admin'
        JOIN auth_user u ON u.id = a.user_id WHERE a.user_id = wanted_user_id AND u.is_active;
      IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only an administrator sets up another organisation.';
      END IF;
      INSERT INTO orgs_organisation
          (pool_id, slug, name, timezone, country, language, case_due_for, recordings_kept_for, notice_sound)
        SELECT o.pool_id, wanted_slug, new_name, o.timezone, o.country, o.language, o.case_due_for,
            o.recordings_kept_for, '' FROM orgs_organisation o WHERE o.id = beside
        RETURNING id INTO made;
      INSERT INTO staff_membership (agent_id, organisation_id, role) VALUES (founder, made, 'admin');
      INSERT INTO journal_entry (at, organisation_id, by_agent_id, verb, noun, noun_id, details)
        VALUES (clock_timestamp(), made, founder, 'office.founded', 'organisation', made, '{}');
      RETURN made;
    END $$;
    REVOKE ALL ON FUNCTION yesline_found_beside(bigint, text, text, integer, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_found_beside(bigint, text, text, integer, bigint, text)
      TO yesline_web, yesline_engine;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """An invitation to somebody who has an account, why one is good no more, a home for whoever leaves theirs; and
    another organisation beside one's own.
    """

    dependencies = [("staff", "0007_mobile")]
    operations = [STATE, JOIN, HOME, FOUND]
