from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """An offer belongs to whom its contact belongs to: see contacts.0004."""

    dependencies = [("routing", "0002_rights")]
    operations = [isolation.web_may("routing_offer", "UPDATE (organisation_id)")]
