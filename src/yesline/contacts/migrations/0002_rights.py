from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages say who it is, what it was about, and that the notes are done. Only facts move the state."""

    dependencies = [("contacts", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("contacts_contact", "UPDATE (customer_id, topic_id, wrapped_up_at)"),
        isolation.web_may("contacts_fact"),
    ]
