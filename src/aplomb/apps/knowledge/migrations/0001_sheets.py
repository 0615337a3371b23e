"""Sheets as the search reads them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("referentials", "0001_editions")]  # the search configuration is made there

    operations = [
        migrations.CreateModel(
            name="SheetText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("title", models.TextField()),
                ("keywords", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("words", models.TextField()),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "code", "title", "keywords", config="aplomb_french", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "summary", config="aplomb_french", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("aplomb_french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "body", config="aplomb_french", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("aplomb_french"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="sheet_text_vector"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="sheet_text_words", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
    ]
