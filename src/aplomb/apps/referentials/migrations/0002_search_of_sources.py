"""Search what criteria ask for and rest on, in both languages; hold published editions in the database too."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models

FRENCH = "aplomb_french"

# The services refuse first, with reasons; this holds whatever comes to the table by another way.
PUBLISHED_STAYS = """
CREATE FUNCTION referentials_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        NEW.data, NEW.content_hash, NEW.code, NEW.edition, NEW.title, NEW.published_at
    ) IS DISTINCT FROM (
        OLD.data, OLD.content_hash, OLD.code, OLD.edition, OLD.title, OLD.published_at
    ) THEN
        RAISE EXCEPTION 'a published edition never changes: %@%', OLD.code, OLD.edition
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE ON referentials_edition
    FOR EACH ROW EXECUTE FUNCTION referentials_published_stays();
"""
UNDONE = """
DROP TRIGGER published_stays ON referentials_edition;
DROP FUNCTION referentials_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("referentials", "0001_editions")]

    operations = [
        # The rows are made from the editions: those of before lack what is added here, so they are made anew.
        migrations.RunSQL("DELETE FROM referentials_criteriontext", migrations.RunSQL.noop),
        migrations.RemoveIndex("criteriontext", "criterion_text_vector"),
        migrations.RemoveField("criteriontext", "vector"),
        migrations.AddField("criteriontext", "sources", models.TextField(blank=True)),
        migrations.AddField("criteriontext", "english", models.TextField(blank=True)),
        migrations.AlterField("criteriontext", "criterion", models.CharField(max_length=64)),
        migrations.AlterField("edition", "code", models.CharField(max_length=64)),
        migrations.AlterField("edition", "edition", models.CharField(max_length=64)),
        migrations.AddField(
            "criteriontext",
            "vector",
            models.GeneratedField(
                expression=SearchVector("criterion", "text", weight="A", config=FRENCH)
                + SearchVector("titles", weight="B", config=FRENCH)
                + SearchVector("guidance", weight="C", config=FRENCH)
                + SearchVector("sources", weight="D", config=FRENCH)
                + SearchVector("text", "titles", "guidance", "sources", weight="C", config="french")
                + SearchVector("english", weight="B", config="english"),
                output_field=SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            "criteriontext",
            GinIndex(fields=["vector"], name="criterion_text_vector"),
        ),
        migrations.RunSQL(PUBLISHED_STAYS, UNDONE),
    ]
