from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Who administers an organisation is known to the database too."""

    dependencies = [("kernel", "0002_seal")]
    operations = [migrations.RunSQL(isolation.ADMINISTERED, migrations.RunSQL.noop)]
