from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages read what organisations are; nothing of it is changed at the desk."""

    dependencies = [("orgs", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("orgs_pool"),
        isolation.web_may("orgs_organisation"),
        isolation.web_may("orgs_trunk"),
        isolation.web_may("orgs_number"),
        isolation.web_may("orgs_topic"),
        migrations.RunSQL(
            "ALTER FUNCTION yesline_public_numbers() SET search_path = pg_catalog, public, pg_temp",
            migrations.RunSQL.noop,
        ),
    ]
