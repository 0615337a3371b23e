"""Editions as the database keeps them, and the criteria as the search reads them."""

from datetime import date, datetime
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.shapes import MAX_CODE
from aplomb.domain.shared.text import Text

# French stems of unaccented words; made by the first migration. The stems of words as written stand beside them
# (`french`): endings in é, ée, és are only known by their accents.
SEARCH_CONFIGURATION = "aplomb_french"


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> Self:
        return self.filter(status=Edition.StatusChoices.PUBLISHED)

    def open_to_all(self) -> Self:
        """What anybody may read: drafts are their authors' own. Without the data, which few pages need."""
        return self.exclude(status=Edition.StatusChoices.DRAFT).defer("data").order_by("code", "pk")

    def for_list(self) -> Self:
        """Newest first, without the data themselves: a list needs no tree."""
        return self.defer("data").order_by("code", "-published_at", "-pk")


class Edition(models.Model):
    """One state of a referential. Published, it never changes: its content hash says which it is."""

    class StatusChoices(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    code = models.CharField(max_length=MAX_CODE)
    edition = models.CharField(max_length=MAX_CODE)
    title = models.JSONField()
    status = models.CharField(max_length=9, choices=StatusChoices, default=StatusChoices.DRAFT)
    data = models.JSONField()
    content_hash = models.CharField(max_length=64)
    criteria_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="edition_once"),
            models.CheckConstraint(
                name="edition_published_means_dated_and_hashed",
                condition=Q(status="draft", published_at__isnull=True)
                | (Q(status__in=["published", "retired"], published_at__isnull=False) & ~Q(content_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("referentials:detail", args=[self.code, self.edition])

    @property
    def name(self) -> str:
        """How people and commands name it: `teleradiologie@2026.1`."""
        return f"{self.code}@{self.edition}"

    @property
    def text(self) -> Text:
        """Its title, in the languages that it has."""
        return Text.of(self.title)

    @property
    def is_retired(self) -> bool:
        return self.status == self.StatusChoices.RETIRED

    @property
    def published_on(self) -> date | None:
        """The day of its publication, in Paris."""
        return day_in_paris(self.published_at) if self.published_at else None

    @property
    def changed_at(self) -> datetime:
        """When it last became something else: published, then retired. The data do not change in between."""
        return self.retired_at or self.published_at or self.created_at


class CriterionText(models.Model):
    """A criterion as the search reads it: stems of words without accents, and the plain words for typing errors.

    `english` holds what there is in English: titles at least, so that either language finds its criterion.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criterion_texts")
    criterion = models.CharField(max_length=MAX_CODE)
    position = models.PositiveIntegerField()
    text = models.TextField()
    titles = models.TextField()
    guidance = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    english = models.TextField(blank=True)
    words = models.TextField()
    vector = models.GeneratedField(
        expression=SearchVector("criterion", "text", weight="A", config=SEARCH_CONFIGURATION)
        + SearchVector("titles", weight="B", config=SEARCH_CONFIGURATION)
        + SearchVector("guidance", weight="C", config=SEARCH_CONFIGURATION)
        + SearchVector("sources", weight="D", config=SEARCH_CONFIGURATION)
        + SearchVector("text", "titles", "guidance", "sources", weight="C", config="french")
        + SearchVector("english", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "criterion"], name="criterion_text_once"),
        ]
        indexes = [
            GinIndex(fields=["vector"], name="criterion_text_vector"),
            GinIndex(fields=["words"], name="criterion_text_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.criterion}"
