from django.db import migrations

from yesline.kernel import isolation

# A contact goes from the common organisation to the one it was meant for, with all that hangs on it. Pages have no
# right to change whose anything is: the database sees for itself that the agent has this contact in hand, that it came
# by the common number, and that they answer for where it goes.
MOVE = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_move_contact(
        moved bigint, wanted bigint, known bigint, wanted_user_id integer, made_at bigint, proof text) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      contact contacts_contact%ROWTYPE;
    BEGIN
      PERFORM yesline_proved('act as ' || wanted_user_id, made_at, proof);
      SELECT c.* INTO contact FROM contacts_contact c
        JOIN orgs_organisation o ON o.id = c.organisation_id AND o.common
        JOIN staff_agent a ON a.id = c.agent_id AND a.user_id = wanted_user_id
        JOIN auth_user u ON u.id = a.user_id AND u.is_active
        JOIN staff_membership m ON m.agent_id = a.id AND m.organisation_id = o.id
        WHERE c.id = moved AND c.wrapped_up_at IS NULL FOR NO KEY UPDATE OF c;
      IF NOT FOUND
        OR NOT EXISTS (SELECT 1 FROM orgs_organisation o
          JOIN staff_membership m ON m.organisation_id = o.id AND m.agent_id = contact.agent_id
          WHERE o.id = wanted AND o.pool_id = contact.pool_id AND NOT o.common)
        OR (known IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM customers_customer k WHERE k.id = known AND k.organisation_id = wanted)) THEN
        RETURN false;
      END IF;
      UPDATE contacts_contact SET organisation_id = wanted, customer_id = known, topic_id = NULL WHERE id = moved;
      UPDATE contacts_fact SET organisation_id = wanted WHERE contact_id = moved;
      UPDATE calls_leg SET organisation_id = wanted WHERE contact_id = moved;
      UPDATE calls_command SET organisation_id = wanted WHERE contact_id = moved;
      UPDATE calls_recording SET organisation_id = wanted WHERE contact_id = moved;
      UPDATE routing_offer SET organisation_id = wanted WHERE contact_id = moved;
      UPDATE routing_summons SET organisation_id = wanted WHERE contact_id = moved;
      RETURN true;
    END $$;
    REVOKE ALL ON FUNCTION yesline_move_contact(bigint, bigint, bigint, integer, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_move_contact(bigint, bigint, bigint, integer, bigint, text)
      TO yesline_web, yesline_engine;
    DROP FUNCTION yesline_facts_follow(bigint);
    REVOKE UPDATE (organisation_id) ON contacts_contact, calls_leg, calls_command, calls_recording, routing_offer,
      routing_summons FROM yesline_web;
    """,
    migrations.RunSQL.noop,
)

# Whoever is at an address of a line calls as this line. So the database itself looks at every address an administrator
# writes: that it is one, that no network is too large, and that it is of no other line. As `orgs.rules` says it.
LINES = migrations.RunSQL(
    r"""
    CREATE FUNCTION yesline_line_address(said text) RETURNS inet
        LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      net inet;
    BEGIN
      IF said ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$' AND said !~ '^[0-9.]+$'
          AND length(said) <= 100 THEN
        RETURN NULL;  -- the name of a host
      END IF;
      BEGIN
        net := said::cidr;
      EXCEPTION WHEN invalid_text_representation THEN
        RAISE check_violation USING MESSAGE = 'This is no address of a line.', CONSTRAINT = 'line_address';
      END;
      IF said !~ '^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)(/[0-9]{1,3})?$' OR masklen(net) < (CASE family(net) WHEN 4 THEN 16 ELSE 48 END) THEN
        RAISE check_violation USING MESSAGE = 'This network is too large for a line.', CONSTRAINT = 'line_address';
      END IF;
      RETURN net;
    END $$;
    CREATE FUNCTION yesline_check_line(addresses text[], line bigint) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      LOCK TABLE orgs_trunk IN SHARE ROW EXCLUSIVE MODE;
      IF array_position(addresses, NULL) IS NOT NULL THEN
        RAISE check_violation USING MESSAGE = 'This is no address of a line.', CONSTRAINT = 'line_address';
      END IF;
      PERFORM yesline_line_address(mine) FROM unnest(addresses) AS mine;
      IF EXISTS (
        SELECT 1 FROM unnest(addresses) AS mine, orgs_trunk t, unnest(t.addresses) AS theirs
          WHERE t.id IS DISTINCT FROM line AND (mine = theirs OR yesline_line_address(mine) &&
            CASE WHEN theirs ~ '^[0-9.]+(/[0-9]+)?$' OR theirs ~ ':' THEN theirs::inet END)) THEN
        RAISE check_violation USING MESSAGE = 'This address belongs to another line.', CONSTRAINT = 'line_address';
      END IF;
    END $$;
    REVOKE ALL ON FUNCTION yesline_check_line(text[], bigint) FROM PUBLIC;

    CREATE FUNCTION yesline_add_line(
        owner bigint, called text, addresses text[], its_country text, rings_for interval, at_once integer)
        RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      made bigint;
    BEGIN
      IF owner IS NULL OR NOT owner = ANY (yesline_administered()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only an administrator adds a line to their organisation.';
      END IF;
      PERFORM yesline_check_line(addresses, NULL);
      INSERT INTO orgs_trunk (name, organisation_id, addresses, country, answer_after, max_calls)
        VALUES (called, owner, addresses, its_country, rings_for, at_once) RETURNING id INTO made;
      RETURN made;
    END $$;
    REVOKE ALL ON FUNCTION yesline_add_line(bigint, text, text[], text, interval, integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_add_line(bigint, text, text[], text, interval, integer)
      TO yesline_web, yesline_engine;

    CREATE FUNCTION yesline_change_line(line bigint, new_addresses text[], at_once integer) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF NOT EXISTS (
        SELECT 1 FROM orgs_trunk WHERE id = line AND organisation_id = ANY (yesline_administered())) THEN
        RETURN false;
      END IF;
      PERFORM yesline_check_line(new_addresses, line);
      UPDATE orgs_trunk SET addresses = new_addresses, max_calls = at_once WHERE id = line;
      RETURN true;
    END $$;
    REVOKE ALL ON FUNCTION yesline_change_line(bigint, text[], integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_change_line(bigint, text[], integer) TO yesline_web, yesline_engine;
    DROP POLICY administrators_add ON orgs_trunk;
    DROP POLICY administrators_change ON orgs_trunk;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """Deeds instead of rights: what pages may do to whose a contact is, and to lines, the database does for them."""

    dependencies = [
        ("staff", "0010_identities"),
        ("orgs", "0006_short_names"),
        ("contacts", "0007_call_back"),
        ("calls", "0003_follow"),
        ("routing", "0004_duty"),
        ("customers", "0004_merge"),
    ]
    operations = [MOVE, LINES, isolation.web_may("orgs_trunk")]
