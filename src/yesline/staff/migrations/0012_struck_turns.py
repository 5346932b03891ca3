from django.db import migrations

from yesline.kernel import isolation


class Migration(migrations.Migration):
    """A turn that is struck takes along what colleagues were asked about it; only administrators strike."""

    dependencies = [("staff", "0011_deeds")]
    operations = [
        isolation.web_may("staff_swap", "INSERT", "UPDATE (state, ended_at, number)", "DELETE"),
        migrations.RunSQL(
            "CREATE POLICY administrators_remove ON staff_swap AS RESTRICTIVE FOR DELETE TO yesline_web"
            " USING (organisation_id = ANY ((SELECT yesline_administered())::bigint[]));",
            migrations.RunSQL.noop,
        ),
    ]
