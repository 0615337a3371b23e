"""A site's improvement plan, its themes with what they aim at, their actions; what was said of each proposal."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.models import InCharge
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.models import Stream
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.plans.lifecycle import COLUMN_OF, COMPLETE, Column, Origin, State, missing_parts
from aplomb.domain.plans.schedule import is_late

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing

READ = "plan.read"
SAID = 600


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, standing: "Standing") -> Self:
        return self.filter(standing.organisations_filter(READ, "organisation"))


class Plan(models.Model):
    """The plan of a site: made from a closed evaluation, on which its figures rest until a later one is taken.

    `active_count` is the number of its active themes, kept under the plan's lock: the limit is judged on it, and
    the side bar shows it.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="plan")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    referential = models.CharField(max_length=60)
    starts_on = models.DateField()
    mock_audit_on = models.DateField(_("mock audit"), null=True, blank=True)
    audit_on = models.DateField(_("official audit"), null=True, blank=True)
    validated_on = models.DateField(_("validated by the committee on"), null=True, blank=True)
    active_count = models.PositiveSmallIntegerField(default=0)
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("plans:board", args=[self.organisation_id])


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, standing: "Standing") -> Self:
        return self.filter(standing.organisations_filter(READ, "plan__organisation"))


class Theme(InCharge):
    """Something to improve: its five parts, what started it, where it stands.

    `above_reason` is why it runs although the limit of active themes was reached; `closing` is what was found when
    it was assessed, or why it was dropped.
    """

    class StateChoices(models.TextChoices):
        PROPOSED = State.PROPOSED, pgettext_lazy("state of a theme", "Proposed")
        PLANNED = State.PLANNED, pgettext_lazy("state of a theme", "Planned")
        ACTIVE = State.ACTIVE, pgettext_lazy("state of a theme", "Under way")
        DONE = State.DONE, pgettext_lazy("state of a theme", "To be assessed")
        ASSESSED = State.ASSESSED, pgettext_lazy("state of a theme", "Assessed")
        DROPPED = State.DROPPED, pgettext_lazy("state of a theme", "Dropped")

    class OriginChoices(models.TextChoices):
        PROPOSAL = Origin.PROPOSAL, pgettext_lazy("origin of a theme", "Proposal of the evaluation")
        OWN = Origin.OWN, pgettext_lazy("origin of a theme", "Added by hand")
        FINDING = Origin.FINDING, pgettext_lazy("origin of a theme", "Finding of an audit")
        COMPLAINT = Origin.COMPLAINT, pgettext_lazy("origin of a theme", "Complaint")
        INDICATOR = Origin.INDICATOR, pgettext_lazy("origin of a theme", "Signal of an indicator")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(max_length=8, choices=StateChoices, default=State.PLANNED)
    objective = models.TextField(_("objective"), max_length=SAID, blank=True)
    due_date = models.DateField(_("deadline"), null=True, blank=True)
    means = models.TextField(_("means"), max_length=SAID, blank=True)
    effectiveness_measure = models.TextField(_("evaluation method"), max_length=SAID, blank=True)
    root_cause = models.TextField(_("root cause"), max_length=2000, blank=True)
    origin = models.CharField(max_length=9, choices=OriginChoices, default=Origin.OWN)
    origin_ref = models.CharField(max_length=60, blank=True)
    documents = models.JSONField(default=list, blank=True)
    waits_for = models.ManyToManyField("self", symmetrical=False, related_name="awaited_by", blank=True)
    starts_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    effective = models.BooleanField(null=True, blank=True)
    closing = models.TextField(max_length=2000, blank=True)
    above_reason = models.CharField(max_length=SAID, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="theme_number_once_per_plan"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="theme_state_is_known"),
            models.CheckConstraint(condition=Q(origin__in=list(Origin)), name="theme_origin_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=list(COMPLETE))
                | Q(due_date__isnull=False)
                & (Q(owner__isnull=False) | Q(owner_member__isnull=False))
                & ~Q(objective="")
                & ~Q(means="")
                & ~Q(effectiveness_measure=""),
                name="theme_active_has_its_five_parts",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ASSESSED, effective__isnull=False, assessed_on__isnull=False)
                & ~Q(closing="")
                | ~Q(state=State.ASSESSED) & Q(effective__isnull=True, assessed_on__isnull=True),
                name="theme_assessed_means_judged_and_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DROPPED) | ~Q(closing=""), name="theme_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:theme", args=[self.plan.organisation_id, self.pk])

    @property
    def column(self) -> Column:
        return COLUMN_OF[State(self.state)]

    @property
    def missing(self) -> list[str]:
        """The required parts that it does not say yet."""
        said: Mapping[str, Any] = {
            "objective": self.objective,
            "owner": self.owner_id or self.owner_member_id,
            "due_date": self.due_date,
            "means": self.means,
            "effectiveness_measure": self.effectiveness_measure,
        }
        return missing_parts(said)

    def is_late(self, on: date) -> bool:
        return is_late(State(self.state), self.due_date, on)


class Target(models.Model):
    """A criterion that a theme is to bring to a level; `then` is its score when that was promised, if it had one."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="targets")
    criterion = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    then = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "criterion"], name="target_once_per_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} → {self.level}"


class Task(InCharge):
    """An action of a theme: what, who, from when to when, done or not."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("action"), max_length=300)
    starts_on = models.DateField(_("planned start"), null=True, blank=True)
    due_on = models.DateField(_("planned end"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["theme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "number"], name="plan_task_number_once_per_theme"),
            models.CheckConstraint(condition=~Q(text=""), name="plan_task_says_something"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=models.F("starts_on")),
                name="plan_task_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < on


class ProposalAnswer(models.Model):
    """What the site said of a proposal of an evaluation: taken as a theme, merged into one, or refused and why."""

    class AnswerChoices(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("answer to a proposal", "Accepted")
        MERGED = "merged", pgettext_lazy("answer to a proposal", "Merged")
        REFUSED = "refused", pgettext_lazy("answer to a proposal", "Refused")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="answers")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=40)
    answer = models.CharField(max_length=8, choices=AnswerChoices)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=SAID, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "evaluation", "requirement"], name="proposal_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="refused", theme__isnull=True) & ~Q(reason="")
                | ~Q(answer="refused") & Q(theme__isnull=False),
                name="proposal_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} ({self.get_answer_display()})"
