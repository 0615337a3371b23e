"""An evaluation, its answers and notes, who answers what, and everything that devices sent."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.report_models import Report
from aplomb.apps.journal.models import Stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.models import Edition
from aplomb.apps.solutions.models import Solution
from aplomb.domain.evaluations.lifecycle import Kind, Status
from aplomb.domain.referentials.edition import Criterion, Outline
from aplomb.domain.referentials.edition import Edition as Tree

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing

__all__ = [
    "TEXT_LENGTH",
    "Assignment",
    "Conflict",
    "Entry",
    "Evaluation",
    "Operation",
    "Report",
    "RequirementNote",
]
TEXT_LENGTH = 20_000
# The action of the matrix that reading an evaluation's content asks, by its kind; of other kinds nothing is read yet.
READING = {Kind.SELF: "evaluation.read", Kind.CONSULTANT: "consultant_evaluation.read"}


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, standing: "Standing") -> Self:
        """The evaluations whose content this person may read, by their kind."""
        own = standing.organisations_filter(READING[Kind.SELF], "organisation")
        consultants = standing.organisations_filter(READING[Kind.CONSULTANT], "organisation")
        return self.filter(Q(own, kind=Kind.SELF) | Q(consultants, kind=Kind.CONSULTANT))

    def scored_for(self, standing: "Standing") -> Self:
        """Those whose scores by family this person may read: theirs, and those of the sites that they supervise."""
        supervised = standing.organisations_filter("evaluation.read_scores", "organisation")
        return self.filter(Q(supervised, kind=Kind.SELF))

    def latest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Evaluation(models.Model):
    """One edition applied to one subject: an organisation, or a solution at an organisation.

    `parts` are those that the organisation plays in the solution: it is asked their criteria only. Without any, the
    solution is evaluated as such. `revision` is the `seq` of the evaluation's stream.

    `structure` is the revision of the last event that is no answer (status, profile, assignments): a page that
    knows an older one asks for the whole grid again. `open_conflicts` counts the criteria and requirements in dispute.
    """

    class KindChoices(models.TextChoices):
        SELF = Kind.SELF, _("Self-evaluation")
        CONSULTANT = Kind.CONSULTANT, _("Consultant's evaluation")
        MOCK_AUDIT = Kind.MOCK_AUDIT, _("Mock audit")
        OFFICIAL_AUDIT = Kind.OFFICIAL_AUDIT, _("Official audit")
        FOLLOW_UP = Kind.FOLLOW_UP, _("Follow-up audit")

    class StatusChoices(models.TextChoices):
        DRAFT = Status.DRAFT, _("Draft")
        OPEN = Status.OPEN, _("Open")
        REVIEW = Status.REVIEW, _("In review")
        CLOSED = Status.CLOSED, _("Closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluations")
    solution = models.ForeignKey(
        Solution, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations"
    )
    parts = models.JSONField(default=list, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="evaluations")
    referential = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=14, choices=KindChoices, default=Kind.SELF)
    number = models.PositiveIntegerField()
    status = models.CharField(_("status"), max_length=6, choices=StatusChoices, default=Status.OPEN)
    profile = models.JSONField(default=dict)
    selection = models.CharField(max_length=60, blank=True)
    revision = models.PositiveBigIntegerField(default=0)
    structure = models.PositiveBigIntegerField(default=0)
    open_conflicts = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    due_on = models.DateField(_("to be closed by"), null=True, blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen = models.JSONField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)
    # Beside what is hashed, so that a name can be erased: how the reports call the people of `frozen`.
    frozen_names = models.JSONField(default=dict)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "referential", "kind", "number"], name="evaluation_number_once"
            ),
            models.CheckConstraint(
                condition=Q(solution__isnull=False) | Q(parts=[]), name="evaluation_parts_are_of_a_solution"
            ),
            models.CheckConstraint(
                name="evaluation_closed_means_dated_signed_and_hashed",
                condition=Q(
                    status=Status.CLOSED,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    frozen__isnull=False,
                )
                & ~Q(frozen_hash="")
                | ~Q(status=Status.CLOSED)
                & Q(closed_at__isnull=True, closed_by__isnull=True, frozen__isnull=True, frozen_hash=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "referential", "kind", "-closed_at"], name="evaluation_latest_closed"
            ),
            models.Index(fields=["status", "organisation"], name="evaluation_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} n° {self.number} · {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:detail", args=[self.pk])

    def is_readable_by(self, standing: "Standing") -> bool:
        """Whether this person may read its content: the rule of `visible_to`, on one that is there."""
        action = READING.get(Kind(self.kind))
        return action is not None and standing.reaches(action, self.organisation_id)

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def facts(self) -> dict[str, bool] | None:
        """The profile as the rules read it: a fact that nobody stated counts as yes."""
        return self.profile or None

    @property
    def subject(self) -> str:
        """Whom or what it is about, as titles and reports name it; frozen data go before, once closed."""
        if self.solution is None:
            return self.organisation.name
        return f"{self.solution.name} · {self.organisation.name}"

    def asked(self, edition: Tree) -> tuple[Criterion, ...]:
        """What of its compiled edition is asked: by its profile, its selection, the parts played."""
        return self.outline(edition).criteria

    def outline(self, edition: Tree) -> Outline:
        """The same, with its groups."""
        return edition.outline(self.facts, self.selection or None, self.parts)


class Entry(models.Model):
    """The current answer on one criterion. `fields` keeps, by field, who changed it last and when (see `states`)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="entries")
    criterion = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    is_na = models.BooleanField(default=False)
    na_reason = models.TextField(blank=True, max_length=TEXT_LENGTH)
    comment = models.TextField(blank=True, max_length=TEXT_LENGTH)
    evaluator = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scored_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField()
    fields = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="entry_once_per_criterion"),
            models.CheckConstraint(
                condition=~Q(is_na=True, value__isnull=False), name="entry_is_a_level_or_na"
            ),
            models.CheckConstraint(condition=~Q(is_na=True, na_reason=""), name="entry_na_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"

    @property
    def score(self) -> int | str | None:
        """The score as files and the API say it: a level, `NA`, or nothing."""
        return "NA" if self.is_na else self.value


class RequirementNote(models.Model):
    """The analysis of a requirement: the three questions, strengths, points to improve."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="notes")
    requirement = models.CharField(max_length=40)
    what_we_do = models.TextField(blank=True, max_length=TEXT_LENGTH)
    how_we_progress = models.TextField(blank=True, max_length=TEXT_LENGTH)
    how_we_measure = models.TextField(blank=True, max_length=TEXT_LENGTH)
    strengths = models.TextField(blank=True, max_length=TEXT_LENGTH)
    to_improve = models.TextField(blank=True, max_length=TEXT_LENGTH)
    revision = models.PositiveBigIntegerField()
    fields = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "requirement"], name="note_once_per_requirement")
        ]

    def __str__(self) -> str:
        return self.requirement


class Assignment(models.Model):
    """A family or a requirement given to an evaluator. What is given to nobody is the lead's."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=40)

    class Meta:
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "user", "part"], name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} → {self.user}"


class Operation(models.Model):
    """What a device sent, once: the same identifier again gets the same answer."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="operations")
    operation_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    result = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "operation_id"], name="operation_once"),
        ]

    def __str__(self) -> str:
        return str(self.operation_id)


class Conflict(models.Model):
    """The other version of a field, kept beside the stored one until a person chooses.

    One open conflict at most for a field and a device: what that device sends next of its own replaces it, and the
    journal keeps what it said before.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="conflicts")
    target = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    base = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=40, blank=True)
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    revision = models.PositiveBigIntegerField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["evaluation", "target"], condition=Q(resolved_at__isnull=True), name="conflict_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.field}"
