import django.db.models.deletion
from django.db import migrations, models

from yesline.kernel import isolation

# What an address once named it names for good: no other organisation gets it, and whoever changes theirs leaves the
# old one behind. Done by the database, whoever writes.
KEEP = migrations.RunSQL(
    """
    CREATE FUNCTION yesline_keep_slug() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM orgs_formerslug f WHERE f.slug = NEW.slug AND f.organisation_id <> NEW.id) THEN
        RAISE unique_violation USING MESSAGE = 'Another organisation once had this short name.',
          CONSTRAINT = 'short_name_is_kept';
      END IF;
      DELETE FROM orgs_formerslug f WHERE f.slug = NEW.slug;
      IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
        INSERT INTO orgs_formerslug (slug, organisation_id) VALUES (OLD.slug, OLD.id);
      END IF;
      RETURN NEW;
    END $$;
    REVOKE ALL ON FUNCTION yesline_keep_slug() FROM PUBLIC;
    CREATE TRIGGER keep_slug BEFORE INSERT OR UPDATE OF slug ON orgs_organisation
      FOR EACH ROW EXECUTE FUNCTION yesline_keep_slug();

    CREATE FUNCTION yesline_present_slug(former text) RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT o.slug FROM orgs_formerslug f JOIN orgs_organisation o ON o.id = f.organisation_id WHERE f.slug = former
    $$;
    """,
    migrations.RunSQL.noop,
)
SETTINGS = (
    "name, slug, common, timezone, language, case_due_for, recordings_kept_for, notice_sound, greeting, colour, logo"
)


class Migration(migrations.Migration):
    """Short names change and old addresses still lead home; the common organisation is marked in the office; the name
    by which the switch reports calls from pages is no line's.
    """

    dependencies = [("orgs", "0005_public_page")]
    operations = [
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("slug", models.SlugField(unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="trunk",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", "page"), _negated=True), name="trunk_name_is_not_the_pages"
            ),
        ),
        KEEP,
        isolation.own_rows("orgs_formerslug"),
        isolation.web_may("orgs_formerslug"),
        isolation.web_may("orgs_organisation", f"UPDATE ({SETTINGS})"),
    ]
