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
    `referential` is the one whose `criteria` (by code) it bears on, and may be empty. `shared`, which a group or a
    network says, makes it hold for the sites that belong to it on the day, as long as a site says nothing itself.
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
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    shared = models.BooleanField(_("holds for the sites"), default=False)
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
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                name="document_ends_after_it_begins",
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
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

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
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="document_version_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name


class DocumentRequest(models.Model):
    """A document that somebody of the site is asked to provide, by a day. Done once a file comes to its line."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=2 * MAX_CODE + 1)
    title = models.CharField(max_length=200)
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("by"))
    message = models.CharField(_("message"), max_length=500, blank=True)
    reminded_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_with = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "line", "asked_of"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="document_asked_once_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="document_request_done_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_with__isnull=True)
                | Q(done_at__isnull=False, done_with__isnull=False),
                name="document_request_done_with_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.asked_of}"

    @classmethod
    def open(cls) -> Q:
        """What is still waited for."""
        return Q(done_at__isnull=True, withdrawn_at__isnull=True)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.withdrawn_at is None


class Reading(models.Model):
    """A version that people are asked to read."""

    file = models.OneToOneField(DocumentFile, on_delete=models.PROTECT, related_name="reading")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("by"))

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class Reader(models.Model):
    """Somebody who is asked to read a version, and when they said that they had."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["reading", "user"], name="document_reader_once")]

    def __str__(self) -> str:
        return str(self.user)
