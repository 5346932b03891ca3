from django.db import migrations

# What anybody may know of one organisation without signing in, in one row.
PUBLIC_PAGE = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_public_page(wanted text) RETURNS TABLE (
        name varchar, language varchar, country varchar, timezone varchar, colour varchar, has_logo boolean,
        numbers jsonb, week jsonb, holidays jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT o.name, o.language, o.country, o.timezone, o.colour, o.logo IS NOT NULL,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(n.e164, n.kind) ORDER BY n.id), '[]')
           FROM orgs_number n WHERE n.organisation_id = o.id),
        (SELECT coalesce(jsonb_agg(jsonb_build_array(w.weekday, w.opens, w.closes) ORDER BY w.weekday, w.opens), '[]')
           FROM orgs_opening w WHERE w.organisation_id = o.id),
        (SELECT coalesce(jsonb_agg(jsonb_build_array(h.day, h.opens, h.closes) ORDER BY h.day), '[]')
           FROM orgs_holiday h WHERE h.organisation_id = o.id)
      FROM orgs_organisation o WHERE o.slug = wanted
    $$;
    CREATE FUNCTION yesline_public_logo(wanted text) RETURNS bytea
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT logo FROM orgs_organisation WHERE slug = wanted
    $$;
    """,
    migrations.RunSQL.noop,
)

# The door for one who has no account: it opens one organisation for one transaction, and believes only a process
# that holds the secret key, as `yesline_act_as` does.
VISITOR = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_act_as_visitor(wanted text, made_at bigint, proof text) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      opened text;
    BEGIN
      IF proof IS DISTINCT FROM yesline_sealed('visit ' || wanted || ' at ' || made_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Nobody proved that this page was visited.',
          HINT = 'YESLINE_SECRET_KEY of this process must be the one with which the tables were prepared.';
      END IF;
      IF abs(extract(epoch FROM clock_timestamp()) - made_at) > 600 THEN
        RAISE insufficient_privilege USING MESSAGE = 'This proof of a visit is too old, or not of this time yet.',
          HINT = 'The clocks of this machine and of the database server must agree.';
      END IF;
      SELECT id::text INTO opened FROM orgs_organisation WHERE slug = wanted;
      PERFORM set_config('yesline.organisations', coalesce(opened || '/' || yesline_seal_of(opened), ''), true);
      PERFORM set_config('yesline.administers', '', true);
      RETURN opened::bigint;
    END $$;
    REVOKE ALL ON FUNCTION yesline_act_as_visitor(text, bigint, text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_act_as_visitor(text, bigint, text) TO yesline_web, yesline_engine;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """An organisation's page: what it says to anybody, and the door by which a visitor's words come in."""

    dependencies = [("orgs", "0004_office_rights")]
    operations = [PUBLIC_PAGE, VISITOR]
