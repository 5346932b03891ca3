from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages make promises and say that they were kept."""

    dependencies = [("promises", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("promises_promise", "INSERT", "UPDATE"),
    ]
