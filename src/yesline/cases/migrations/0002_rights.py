from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """Pages write cases and drafts."""

    dependencies = [("cases", "0001_initial"), ("kernel", "0002_seal")]
    operations = [
        isolation.web_may("cases_case", "INSERT", "UPDATE"),
        isolation.web_may("cases_casecontact", "INSERT", "UPDATE"),
        isolation.web_may("cases_draft", "INSERT", "UPDATE", "DELETE"),
    ]
