from django.db import migrations

from yesline.kernel import isolation

# Somebody comes with an identity whose provider says that an e-mail is theirs. They are whoever has an account with
# it, or whoever is invited under it, or nobody. Only a process that holds the secret key is believed that a provider
# said so.
#
# Who made that account need not have been the owner of the e-mail: whoever hands an invitation over may hand it to
# anybody. So from the first time the provider vouches for it, no password, passkey or session from before opens it.
BY_EMAIL = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_come_by_email(address text, made_at bigint, proof text)
        RETURNS TABLE (outcome text, user_id integer)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    #variable_conflict use_column
    DECLARE
      known integer[];
      invited staff_invitation%ROWTYPE;
      wanted text;
      made integer;
      new_secret text := '!' || encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex');
    BEGIN
      PERFORM yesline_proved('email ' || address, made_at, proof);
      SELECT array_agg(u.id) INTO known FROM auth_user u WHERE u.is_active AND lower(u.email) = lower(address);
      IF cardinality(known) > 1 THEN
        RETURN QUERY SELECT 'several', NULL::integer;
        RETURN;
      END IF;
      IF cardinality(known) = 1 THEN
        UPDATE auth_user u SET password = new_secret WHERE u.id = known[1];
        DELETE FROM mfa_authenticator m WHERE m.user_id = known[1];
        RETURN QUERY SELECT 'known', known[1];
        RETURN;
      END IF;
      SELECT i.* INTO invited FROM staff_invitation i
        WHERE lower(i.email) = lower(address) AND i.organisation_id IS NOT NULL AND i.accepted_at IS NULL
          AND i.expires_at > clock_timestamp() ORDER BY i.invited_at DESC, i.id DESC LIMIT 1 FOR UPDATE;
      IF NOT FOUND THEN
        RETURN QUERY SELECT 'nobody', NULL::integer;
        RETURN;
      END IF;
      wanted := left(regexp_replace(lower(split_part(address, '@', 1)), '[^a-z0-9.+-]', '', 'g'), 24);
      wanted := coalesce(nullif(wanted, ''), 'agent');
      SELECT free INTO wanted
        FROM (SELECT n, wanted || coalesce(nullif(n, 0)::text, '') AS free FROM generate_series(0, 10000) AS n) AS names
        WHERE NOT EXISTS (SELECT 1 FROM auth_user u WHERE lower(u.username) = free) ORDER BY n LIMIT 1;
      made := yesline_made_agent(invited, wanted, new_secret, invited.name);
      RETURN QUERY SELECT 'made', made;
    END $$;
    REVOKE ALL ON FUNCTION yesline_come_by_email(text, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_come_by_email(text, bigint, text) TO yesline_web, yesline_engine;

    CREATE FUNCTION yesline_made_agent(invited staff_invitation, username text, password text, person text)
        RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      made_user integer;
      made_agent bigint;
      spoken varchar(2)[];
    BEGIN
      INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, is_superuser,
          date_joined) VALUES (username, password, '', '', invited.email, true, false, false, clock_timestamp())
        RETURNING id INTO made_user;
      SELECT coalesce(array_agg(key ORDER BY value DESC, key), '{ru}') INTO spoken
        FROM jsonb_each_text(invited.fluency) WHERE value IN ('good', 'native');
      INSERT INTO staff_agent (user_id, pool_id, organisation_id, name, languages, fluency, state, state_reason,
          state_since, reachable)
        SELECT made_user, o.pool_id, o.id, person, spoken, invited.fluency, 'offline', '', clock_timestamp(), false
          FROM orgs_organisation o WHERE o.id = invited.organisation_id
        RETURNING id INTO made_agent;
      INSERT INTO staff_membership (agent_id, organisation_id, role)
        VALUES (made_agent, invited.organisation_id, invited.role);
      UPDATE staff_invitation SET accepted_at = clock_timestamp(), agent_id = made_agent WHERE id = invited.id;
      INSERT INTO journal_entry (at, organisation_id, by_agent_id, verb, noun, noun_id, details)
        VALUES (clock_timestamp(), invited.organisation_id, made_agent, 'invitation.accepted', 'agent', made_agent, '{}');
      RETURN made_user;
    END $$;
    REVOKE ALL ON FUNCTION yesline_made_agent(staff_invitation, text, text, text) FROM PUBLIC;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """Signing in by an identity elsewhere: whose e-mail it is decides, and nobody gets in who is not invited."""

    dependencies = [
        ("staff", "0009_rota"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        BY_EMAIL,
        isolation.web_may("socialaccount_socialaccount", "INSERT", "UPDATE"),
        isolation.web_may("socialaccount_socialapp"),
        isolation.web_may("socialaccount_socialtoken"),
    ]
