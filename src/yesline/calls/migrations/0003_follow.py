from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """A call belongs to whom its contact belongs to: see contacts.0004."""

    dependencies = [("calls", "0002_rights")]
    operations = [
        isolation.web_may("calls_leg", "UPDATE (organisation_id)"),
        isolation.web_may("calls_command", "INSERT", "UPDATE (organisation_id)"),
        isolation.web_may("calls_recording", "UPDATE (organisation_id)"),
    ]
