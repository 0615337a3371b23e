"""A file that somebody sent and that was kept: what it is, whose, since when. Its bytes lie under their hash."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Stream
from aplomb.domain.files.kinds import FORMS, Kind
from aplomb.domain.files.names import LONGEST


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
        indexes = [models.Index(fields=["sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        return FORMS[Kind(self.kind)].media_type

    @property
    def may_leave(self) -> bool:
        """Whether it may be given out: not while the antivirus has still to look, nor once it is released."""
        return self.released_at is None and self.scan in (self.Scan.NOT_ASKED, self.Scan.CLEAN)
