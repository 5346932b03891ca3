from django.conf import settings
from django.db import migrations

from yesline.kernel import isolation, seal


class Migration(migrations.Migration):
    """The setting that opens a transaction can no longer be written by whoever can run a query."""

    dependencies = [("kernel", "0001_isolation")]
    operations = [
        migrations.RunSQL(isolation.SEAL, migrations.RunSQL.noop),
        migrations.RunPython(lambda *_: seal.keep(settings.SECRET_KEY), migrations.RunPython.noop),
    ]
