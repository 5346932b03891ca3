from django.db import migrations, models

from yesline.kernel import isolation

# Facts are never rewritten; but whose they are follows their contact, where it was moved by somebody who sees both.
FACTS_FOLLOW = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_facts_follow(moved bigint) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      UPDATE contacts_fact f SET organisation_id = c.organisation_id FROM contacts_contact c
        WHERE c.id = moved AND f.contact_id = c.id AND f.organisation_id <> c.organisation_id
          AND (pg_has_role(session_user, 'yesline_web', 'MEMBER') IS FALSE OR (
            c.organisation_id = ANY (yesline_organisations()) AND f.organisation_id = ANY (yesline_organisations())))
    $$;
    REVOKE ALL ON FUNCTION yesline_facts_follow(bigint) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION yesline_facts_follow(bigint) TO yesline_web, yesline_engine;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    """A contact that came by the common number goes to the organisation it was meant for."""

    dependencies = [("contacts", "0004_page")]
    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("customer_number", ""), _negated=True),
                fields=["customer_number"],
                name="contact_from_number",
            ),
        ),
        FACTS_FOLLOW,
        isolation.web_may("contacts_contact", "UPDATE (customer_id, topic_id, wrapped_up_at, organisation_id)"),
    ]
