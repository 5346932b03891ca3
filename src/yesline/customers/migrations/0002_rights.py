from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages read who customers are and what they have."""

    dependencies = [("customers", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("customers_customer"),
        isolation.web_may("customers_customernumber"),
        isolation.web_may("customers_contract"),
        isolation.web_may("customers_service"),
    ]
