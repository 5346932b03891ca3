from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Who is rung for whom is decided elsewhere; pages show it."""

    dependencies = [("routing", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("routing_offer"),
    ]
