"""A report made of an evaluation: asked for, being made, kept."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User

FOLDER = "reports"
PDF_SUFFIX, WORD_SUFFIX = "pdf", "docx"


class Report(models.Model):
    """One report in one language, of one state of an evaluation; its file is kept under its own hash.

    While the evaluation is open there is one row for each kind and language, remade when what it is made from has
    changed (`source` is that hash). A `final` one is made from what closing froze: it is never made anew.
    """

    class Kind(models.TextChoices):
        PERFORMANCE = "performance", _("Performance report")
        DOCUMENTS = "documents", _("Documentary report")
        WORD = "word", _("Performance report, to edit")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    evaluation = models.ForeignKey("evaluations.Evaluation", on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind)
    lang = models.CharField(max_length=5)
    final = models.BooleanField(default=False)
    revision = models.PositiveBigIntegerField()
    source = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=8, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    template = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "evaluations"
        ordering = ["evaluation", "kind", "lang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "kind", "lang"], condition=Q(final=False), name="report_latest_once"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "kind", "lang", "source"],
                condition=Q(final=True),
                name="report_final_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(sha256="") & Q(made_at__isnull=False),
                name="report_ready_means_kept",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], condition=~Q(sha256=""), name="report_file")]

    def __str__(self) -> str:
        return f"{self.kind} {self.lang} · {self.evaluation_id}"

    @property
    def path(self) -> str:
        """Where its file is kept: by its hash, outside any folder that the web serves."""
        return f"{FOLDER}/{self.sha256[:2]}/{self.sha256}.{self.suffix}"

    @property
    def suffix(self) -> str:
        """How its file ends: what is made to be edited is Word, the rest PDF."""
        return WORD_SUFFIX if self.kind == self.Kind.WORD else PDF_SUFFIX

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)

    def as_data(self) -> dict[str, Any]:
        """How far it is, for a page or a program that waits for it."""
        return {"kind": self.kind, "lang": self.lang, "state": self.state, "progress": self.progress}
