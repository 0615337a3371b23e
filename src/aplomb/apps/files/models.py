"""A file that somebody sent and that was kept: what it is, whose, since when. Its bytes lie under their hash."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Stream
from aplomb.domain.files.kinds import FORMS, Kind
from aplomb.domain.files.names import LONGEST

LONGEST_REASON = 200


class StoredFile(models.Model):
    """One receipt. The same bytes sent twice are two of these: who sent what before shows nowhere.

    `holder` is the stream of the organisation that it belongs to. `released_at` says since when nothing needs the
    bytes: they go once no other receipt does, and this row stays as what is known of them.
    """

    class Scan(models.TextChoices):
        NOT_ASKED = "not_asked", _("No antivirus is connected")
        CLEAN = "clean", _("Found clean by the antivirus")
        WAITING = "waiting", _("Waiting for the antivirus")
        INFECTED = "infected", _("Found infected by the antivirus")

    holder = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    scan = models.CharField(max_length=9, choices=Scan)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    # Somebody says that it shows a patient: set aside until the quality manager has decided.
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    report_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & Q(size__gt=0), name="file_has_a_name_and_bytes"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_a_hash"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="file_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(scan="infected") | Q(released_at__isnull=False), name="file_infected_is_released"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="file_by_hash"),
            models.Index(
                fields=["holder"],
                condition=Q(reported_at__isnull=False, released_at__isnull=True),
                name="file_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        return FORMS[Kind(self.kind)].media_type

    @property
    def may_leave(self) -> bool:
        """Whether it may be given out: not while the antivirus has still to look, nor set aside, nor released."""
        return self.may_be_looked_at and self.reported_at is None

    @property
    def may_be_looked_at(self) -> bool:
        """Whether who judges a file that is set aside may have it."""
        return self.released_at is None and self.scan in (self.Scan.NOT_ASKED, self.Scan.CLEAN)


class FalseAlarm(models.Model):
    """A file that the patient-data guard stopped, and of which somebody says that it shows no patient.

    Its hash and the rules, no more: its bytes are gone, its name may say too much. Released by another person, these
    exact bytes may be sent again until `until`.
    """

    holder = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    rules = models.JSONField()
    refused_at = models.DateTimeField()
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    release_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-refused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "sha256"], name="false_alarm_once_per_file"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, until__isnull=True)
                | (
                    Q(released_at__isnull=False, released_by__isnull=False, until__isnull=False)
                    & ~Q(release_reason="")
                    & ~Q(released_by=models.F("refused_by"))
                ),
                name="false_alarm_released_by_another_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
