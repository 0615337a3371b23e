"""A solution of teleradiology, its participants by the part that they play, its contracts."""

import uuid
from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.organisations.coverage import Shift
from aplomb.domain.organisations.solution import Bounds, Modality, Part, Playing, Stage

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing

READ = "solution.read"


class SolutionQuerySet(models.QuerySet["Solution"]):
    def visible_to(self, standing: "Standing", action: str = READ) -> Self:
        """The solutions that this person may read, as owner or as participant; to change one is its owner's."""
        places = standing.organisations_filter(action, "organisation")
        if action != READ:
            return self.filter(places)
        taking = Participant.objects.filter(standing.organisations_filter(action, "organisation"))
        return self.filter(places | Q(accepted_at__isnull=False, pk__in=taking.values("solution")))

    def at(self, organisation: Organisation) -> Self:
        """Those that an organisation owns, or has taken part in once they were accepted."""
        taking = Participant.objects.filter(organisation=organisation).values("solution")
        return self.filter(Q(organisation=organisation) | Q(accepted_at__isnull=False, pk__in=taking))


class Written(models.Model):
    """The version that forms are made from, and who changed the row last."""

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Solution(Written):
    """A project or a running solution. `hours` says by modality which slots of the week are covered.

    One without `accepted_at` is proposed by a consultant: it is nothing until its owner accepts it.
    """

    class StageChoices(models.TextChoices):
        PROJECT = Stage.PROJECT, pgettext_lazy("stage of a solution", "Project")
        RUNNING = Stage.RUNNING, pgettext_lazy("stage of a solution", "Running")
        OVER = Stage.OVER, pgettext_lazy("stage of a solution", "Over")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="solutions")
    name = models.CharField(_("name"), max_length=120)
    stage = models.CharField(_("stage"), max_length=8, choices=StageChoices, default=Stage.PROJECT)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    purpose = models.TextField(_("what it is for"), max_length=1000, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    day_from = models.TimeField(_("day begins at"), default=time(8))
    evening_from = models.TimeField(_("evening begins at"), default=time(18))
    night_from = models.TimeField(_("night begins at"), default=time(22))
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="solution_has_a_name"),
            models.CheckConstraint(condition=Q(stage__in=list(Stage)), name="solution_stage_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="solution_ends_after",
            ),
            models.UniqueConstraint(fields=["organisation", "name"], name="solution_name_once_per_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page at its owner's."""
        return reverse("solutions:solution", args=[self.organisation_id, self.pk])

    @property
    def is_proposed(self) -> bool:
        return self.accepted_at is None

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.day_from, self.evening_from, self.night_from)


class OfSolutionQuerySet(models.QuerySet[Any]):
    def visible_to(self, standing: "Standing", action: str) -> Self:
        """The rows of the solutions on which this person may do that, as their owner's."""
        return self.filter(standing.organisations_filter(action, "solution__organisation"))


class Participant(Written):
    """Somebody who plays a part in a solution, from a day to a day: an organisation that is here, or a name."""

    class PartChoices(models.TextChoices):
        REQUESTING_SITE = Part.REQUESTING_SITE, _("Requesting site")
        READING_CENTRE = Part.READING_CENTRE, _("Reading centre")
        PROVIDER = Part.PROVIDER, _("Technical provider")

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    written_name = models.CharField(_("name"), max_length=160, blank=True)
    part = models.CharField(_("part"), max_length=15, choices=PartChoices)
    role = models.CharField(_("what they do"), max_length=160, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = OfSolutionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, written_name="")
                | Q(organisation__isnull=True) & ~Q(written_name=""),
                name="participant_is_somebody",
            ),
            models.CheckConstraint(condition=Q(part__in=list(Part)), name="participant_part_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="participant_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.organisation.name if self.organisation is not None else self.written_name

    @property
    def playing(self) -> Playing:
        """The row as the rules read it."""
        who = f"o{self.organisation_id}" if self.organisation_id else self.written_name.casefold()
        return Playing(who, Part(self.part), self.starts_on, self.ends_on)

    def is_current(self, on: date) -> bool:
        return self.starts_on <= on <= (self.ends_on or date.max)


class ReadingHours(Written):
    """When a reading centre reads: days of the week (0 is Monday), hours, modalities (`coverage.Shift`)."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="readings")
    days = models.JSONField(default=list)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    modalities = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(days=[]) & ~Q(modalities=[]), name="reading_hours_say_what_and_when"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"

    @property
    def shift(self) -> Shift:
        return Shift(self.days, self.starts_at, self.ends_at)


class Contract(Written):
    """A contract of a solution; with who sees to it, and the line of the owner's inventory that keeps it, if any."""

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="contracts")
    reference = models.CharField(_("reference"), max_length=80)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    parties = models.CharField(_("parties"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    document = models.ForeignKey(
        DocumentRecord, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Who is reminded before it ends; nobody in particular where it is left out.
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )

    objects = OfSolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(parties=""), name="contract_says_which_with_whom"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after"
            ),
            models.UniqueConstraint(
                fields=["solution", "reference"], name="contract_reference_once_per_solution"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


MODALITIES: dict[str, Any] = {
    Modality.RADIOGRAPHY.value: pgettext_lazy("modality", "Radiography"),
    Modality.CT.value: pgettext_lazy("modality", "CT"),
    Modality.MRI.value: pgettext_lazy("modality", "MRI"),
    Modality.MAMMOGRAPHY.value: pgettext_lazy("modality", "Mammography"),
    Modality.ULTRASOUND.value: pgettext_lazy("modality", "Ultrasound"),
}


def part_words(parts: Iterable[str]) -> list[Any]:
    """The parts as people say them, in the domain's order."""
    words = dict(Participant.PartChoices.choices)
    return [words[part] for part in Part if part.value in set(parts)]
