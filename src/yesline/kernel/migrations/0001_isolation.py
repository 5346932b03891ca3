from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Runs before every other migration, so that each table is born with the two roles' rights."""

    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("sessions", "0001_initial"),
        ("journal", "0001_initial"),
        ("orgs", "0001_initial"),
    ]
    dependencies = []
    operations = [migrations.RunSQL(isolation.PREPARE, migrations.RunSQL.noop)]
