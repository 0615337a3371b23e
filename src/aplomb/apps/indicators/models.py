"""An indicator of a site, its measures, and what was noted on its chart."""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.indicators.control import Direction, Kind, Measure
from aplomb.domain.indicators.measuring import DECIMALS, MOST_PER, Frequency

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing

READ = "indicator.read"
DIGITS = 14


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, standing: "Standing", action: str = READ) -> Self:
        return self.filter(standing.organisations_filter(action, "organisation"))


class Indicator(models.Model):
    """What is measured, how, how often, by whom; the target is in the unit that is shown (per cent for a share).

    One without `accepted_at` is proposed by a consultant, until the site accepts it. `starter` names the indicator
    of the starter set that it was made from. `criteria` are codes with their referential: `teleradiologie/1.1.1`.
    """

    class KindChoices(models.TextChoices):
        VALUE = Kind.VALUE, pgettext_lazy("kind of an indicator", "A value: a delay, a note, a quantity")
        SHARE = (
            Kind.SHARE,
            pgettext_lazy("kind of an indicator", "A share: so many out of so many, in per cent"),
        )
        RATE = (
            Kind.RATE,
            pgettext_lazy("kind of an indicator", "A rate: so many events for so many examinations"),
        )

    class DirectionChoices(models.TextChoices):
        LOWER = Direction.LOWER, pgettext_lazy("direction of an indicator", "Lower is better")
        HIGHER = Direction.HIGHER, pgettext_lazy("direction of an indicator", "Higher is better")

    class FrequencyChoices(models.TextChoices):
        WEEK = Frequency.WEEK, pgettext_lazy("how often", "Each week")
        MONTH = Frequency.MONTH, pgettext_lazy("how often", "Each month")
        QUARTER = Frequency.QUARTER, pgettext_lazy("how often", "Each quarter")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("what is measured, and how"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=5, choices=KindChoices)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    per = models.PositiveIntegerField(default=1)
    direction = models.CharField(_("direction"), max_length=6, choices=DirectionChoices)
    target = models.DecimalField(
        _("target"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    frequency = models.CharField(_("frequency"), max_length=7, choices=FrequencyChoices)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    baseline_until = models.DateField(null=True, blank=True)
    criteria = models.JSONField(default=list)
    starter = models.CharField(max_length=40, blank=True)
    begins_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="indicator_kind_is_known"),
            models.CheckConstraint(
                condition=Q(direction__in=list(Direction)), name="indicator_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=list(Frequency)), name="indicator_frequency_is_known"
            ),
            models.CheckConstraint(
                condition=Q(per=1) | Q(kind=Kind.RATE, per__range=(1, MOST_PER)),
                name="indicator_per_is_of_a_rate",
            ),
            models.UniqueConstraint(
                fields=["organisation", "starter"],
                condition=~Q(starter="") & Q(archived_at__isnull=True),
                name="indicator_starter_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.organisation_id, self.pk])

    @property
    def is_proposed(self) -> bool:
        return self.accepted_at is None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def target_value(self) -> float | None:
        """The target as a measure counts: a share from 0 to 1, a rate for one."""
        if self.target is None:
            return None
        return float(self.target) / (100 if self.kind == Kind.SHARE else self.per)


class Measurement(models.Model):
    """One measure: the figure, and of a share or a rate what it is out of. One a day; a removed one is kept."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    on = models.DateField(_("day"))
    count = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS)
    size = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                condition=Q(removed_at__isnull=True),
                name="measurement_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gt=0, count__gte=0),
                name="measurement_size_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.count}"

    def as_measure(self, *, restarts: bool = False) -> Measure:
        size = None if self.size is None else Fraction(self.size)
        return Measure(self.on, Fraction(self.count), size, restarts)

    @property
    def value(self) -> float:
        return self.as_measure().value


class Annotation(models.Model):
    """Something noted on a day of the chart; one that `restarts` says that the process is another one from then."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="annotations")
    on = models.DateField(_("day"))
    text = models.CharField(_("text"), max_length=200)
    restarts = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="annotation_says_something")]

    def __str__(self) -> str:
        return f"{self.on}: {self.text}"


def stored(figure: Decimal | None) -> Decimal | None:
    """A figure without the zeros that its column adds."""
    if figure is None:
        return None
    plain = figure.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
