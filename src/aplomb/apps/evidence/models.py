"""A piece of evidence, and the criteria that it serves; its files are versions as those of any document."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.evaluations.evidence import LONGEST_NOTE, LONGEST_TITLE, LONGEST_URL, Kind
from aplomb.domain.shared.shapes import MAX_CODE

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing

OF_EVIDENCE = "evidence"


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, standing: "Standing") -> Self:
        """What this person may know of: whoever reads the site's evaluations; a file is asked of each."""
        return self.filter(standing.organisations_filter("document.read", "organisation"))


class Evidence(models.Model):
    """A piece: a file with its versions, a link, a note, or a line of the inventory with the files it has there.

    `line` names the line of a document (`teleradiologie/DOC-101`, `own/12`); `title` is then that of the day on
    which it was first put with a criterion. A piece that was removed stays as what is known of it.
    """

    class KindChoices(models.TextChoices):
        FILE = Kind.FILE, _("File")
        LINK = Kind.LINK, _("Link")
        NOTE = Kind.NOTE, _("Note")
        DOCUMENT = Kind.DOCUMENT, _("Document of the inventory")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=KindChoices)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    url = models.CharField(_("address"), max_length=LONGEST_URL, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_NOTE, blank=True)
    line = models.CharField(max_length=2 * MAX_CODE + 1, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removal_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind=Kind.FILE, url="", text="", line="")
                | (Q(kind=Kind.LINK, text="", line="") & ~Q(url=""))
                | (Q(kind=Kind.NOTE, url="", line="") & ~Q(text=""))
                | (Q(kind=Kind.DOCUMENT, url="", text="") & ~Q(line="")),
                name="evidence_holds_what_its_kind_says",
            ),
            models.UniqueConstraint(
                fields=["organisation", "line"],
                condition=Q(kind=Kind.DOCUMENT, removed_at__isnull=True),
                name="evidence_once_per_document",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="evidence_removed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-added_at"], name="evidence_of_a_site")]

    def __str__(self) -> str:
        return self.title

    @property
    def files_line(self) -> str:
        """Under which key its files are: its own, or the document's."""
        return self.line or f"{OF_EVIDENCE}/{self.pk}"


class Use(models.Model):
    """A piece put with a criterion of an evaluation; taken off again, the row stays."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="evidence_uses")
    criterion = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["criterion", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "evaluation", "criterion"],
                condition=Q(removed_at__isnull=True),
                name="evidence_once_per_criterion",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_use_taken_off_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["evaluation", "criterion"],
                condition=Q(removed_at__isnull=True),
                name="evidence_of_a_criterion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.evidence}"
