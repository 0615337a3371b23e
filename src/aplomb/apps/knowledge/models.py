"""A sheet as the search reads it. The sheet itself is a file of the content, read once a process."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from aplomb.apps.referentials.models import SEARCH_CONFIGURATION


class SheetText(models.Model):
    """The words of a sheet: title and keywords weigh most, then the summary, then the body."""

    code = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    title = models.TextField()
    keywords = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    words = models.TextField()
    vector = models.GeneratedField(
        expression=SearchVector("code", "title", "keywords", weight="A", config=SEARCH_CONFIGURATION)
        + SearchVector("summary", weight="B", config=SEARCH_CONFIGURATION)
        + SearchVector("body", weight="C", config=SEARCH_CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["vector"], name="sheet_text_vector"),
            GinIndex(fields=["words"], name="sheet_text_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
