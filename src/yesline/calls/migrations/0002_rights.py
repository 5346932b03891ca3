from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages ask the switch by commands and write down who listened."""

    dependencies = [("calls", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("calls_leg"),
        isolation.web_may("calls_command", "INSERT"),
        isolation.web_may("calls_recording"),
        isolation.web_may("calls_listening", "INSERT"),
    ]
