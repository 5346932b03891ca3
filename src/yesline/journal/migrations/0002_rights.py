from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages add to the journal."""

    dependencies = [("journal", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("journal_entry", "INSERT"),
    ]
