"""The lines of a site's inventory: an expected document, or one that the site added itself."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.files.models import StoredFile
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.shared.shapes import MAX_CODE

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing


class VisibleQuerySet(models.QuerySet[Any]):
    def visible_to(self, standing: "Standing") -> Self:
        """What this person may know of; whether they may have a file is asked of each."""
        return self.filter(standing.organisations_filter("document.read", "organisation"))


class DocumentRecord(models.Model):
    """What a site says of one document: its state, where it is kept, until when it is valid, who owns it.

    `referential` and `code` name the expected document. A document of the site's own has no `code`; its
    `referential` is the one whose `criteria` (by code) it bears on, and may be empty.
    """

    class StateChoices(models.TextChoices):
        PRESENT = State.PRESENT, pgettext_lazy("state of a document", "Exists")
        PARTIAL = State.PARTIAL, pgettext_lazy("state of a document", "Partial")
        MISSING = State.MISSING, pgettext_lazy("state of a document", "Missing")
        NOT_APPLICABLE = State.NOT_APPLICABLE, pgettext_lazy("state of a document", "Not applicable")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    referential = models.CharField(max_length=MAX_CODE, blank=True)
    code = models.CharField(max_length=MAX_CODE, blank=True)
    title = models.CharField(_("title"), max_length=200)
    category = models.CharField(_("category"), max_length=MAX_CODE, blank=True)
    criteria = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=14, choices=StateChoices)
    kept_at = models.CharField(_("where it is kept"), max_length=300, blank=True)
    edition_label = models.CharField(_("version"), max_length=40, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["referential", "code", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "referential", "code"],
                condition=~Q(code=""),
                name="document_once_per_site",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="document_state_is_known"),
            models.CheckConstraint(
                condition=Q(code="") | ~Q(referential=""), name="document_expected_by_a_referential"
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("approved_on")),
                name="document_valid_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def record(self) -> Record:
        """The line as the rules read it."""
        return Record(State(self.state), self.kept_at, self.valid_until)


class DocumentFile(models.Model):
    """A version of a document: a file that somebody put with a line of the inventory.

    `line` is the line's key (`teleradiologie/DOC-101`, `own/12`): a line takes files before anything is said of it.
    Empty, the file has come in with others and waits to be put with its document.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=2 * MAX_CODE + 1, blank=True)
    number = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removal_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["line", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "line", "number"], condition=~Q(line=""), name="document_version_once"
            ),
            models.CheckConstraint(
                condition=Q(line="", number=0) | (~Q(line="") & Q(number__gt=0)),
                name="document_version_is_of_a_line",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="document_version_removed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name
