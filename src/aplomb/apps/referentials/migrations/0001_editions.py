"""Editions, and their criteria as the search reads them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# Stems are taken after the accents are gone, on both sides, so that "protege" finds "protégé".
SEARCH_CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION aplomb_french (COPY = french);
ALTER TEXT SEARCH CONFIGURATION aplomb_french
    ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart WITH unaccent, french_stem;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(SEARCH_CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION aplomb_french"),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("edition", models.CharField(max_length=30)),
                ("title", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("data", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("criteria_count", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["code", "-published_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "edition"), name="edition_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("status", "draft")),
                            models.Q(
                                ("published_at__isnull", False),
                                ("status__in", ["published", "retired"]),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="edition_published_means_dated_and_hashed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CriterionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.CharField(max_length=40)),
                ("position", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("titles", models.TextField()),
                ("guidance", models.TextField(blank=True)),
                ("words", models.TextField()),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "criterion", "text", config="aplomb_french", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "titles", config="aplomb_french", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("aplomb_french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "guidance", config="aplomb_french", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("aplomb_french"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criterion_texts",
                        to="referentials.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="criterion_text_vector"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="criterion_text_words", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "criterion"), name="criterion_text_once")
                ],
            },
        ),
    ]
