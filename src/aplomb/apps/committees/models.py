"""A site's steering committee, its meetings and what they decided; its communication plan."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.organisations.committee import College, Presence
from aplomb.domain.organisations.communication import Progress, progress

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing


class OfSiteQuerySet(models.QuerySet["OfSite"]):
    """Rows of a site; `reading` is the action of the matrix that lets somebody see them."""

    def visible_to(self, standing: "Standing", action: str) -> Self:
        return self.filter(standing.organisations_filter(action, "organisation"))


class OfSite(models.Model):
    """Something that a site writes, with the version that its form was made from and who changed it last."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfSiteQuerySet.as_manager()

    class Meta:
        abstract = True


class InCharge(models.Model):
    """Whose task it is: somebody with an account at the site, or a member of the committee without one."""

    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    owner_member = models.ForeignKey(
        "committees.CommitteeMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owner_name(self) -> str:
        """The name to show, empty where nobody is in charge."""
        if self.owner is not None:
            return self.owner.get_full_name()
        return self.owner_member.name if self.owner_member is not None else ""

    @property
    def owner_key(self) -> str:
        """How forms name them: `u12` for an account, `m5` for a member without one."""
        if self.owner_id is not None:
            return f"u{self.owner_id}"
        return f"m{self.owner_member_id}" if self.owner_member_id is not None else ""


class Committee(OfSite):
    """What is written of a committee as a whole: why it has no logistic member, where the site has no such staff."""

    logistic_absent = models.CharField(_("why there is no logistic staff"), max_length=300, blank=True)

    class Meta(OfSite.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation"], name="committee_one_per_site")]

    def __str__(self) -> str:
        return str(self.organisation)


class CommitteeMember(OfSite):
    """Somebody of the committee, from a day on; with an account at the site, or by name alone.

    One without `accepted_at` is proposed by a consultant, and counts for nothing until the site accepts.
    """

    class CollegeChoices(models.TextChoices):
        MEDICAL = College.MEDICAL, pgettext_lazy("college of a committee", "Medical")
        PARAMEDICAL = College.PARAMEDICAL, pgettext_lazy("college of a committee", "Paramedical")
        ADMINISTRATIVE = College.ADMINISTRATIVE, pgettext_lazy("college of a committee", "Administrative")
        LOGISTIC = College.LOGISTIC, pgettext_lazy("college of a committee", "Logistic")

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_name = models.CharField(_("name"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    college = models.CharField(_("college"), max_length=14, choices=CollegeChoices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfSite.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ends_on__isnull=True, user__isnull=False),
                name="committee_member_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, written_name="") | Q(user__isnull=True) & ~Q(written_name=""),
                name="committee_member_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(college__in=list(College)), name="committee_member_college_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="committee_member_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.user.get_full_name() if self.user is not None else self.written_name

    @property
    def is_proposed(self) -> bool:
        return self.accepted_at is None


class CommunicationAction(OfSite, InCharge):
    """A line of the communication plan. `starter` names the usual action that it was made from, if it was."""

    audience = models.CharField(_("audience"), max_length=120)
    message = models.TextField(_("message"), max_length=600)
    channel = models.CharField(_("channel"), max_length=120)
    due_on = models.DateField(_("date"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    starter = models.CharField(max_length=24, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfSite.Meta):
        abstract = False
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience="") & ~Q(message="") & ~Q(channel=""),
                name="communication_says_what_to_whom_how",
            ),
            models.UniqueConstraint(
                fields=["organisation", "starter"],
                condition=~Q(starter=""),
                name="communication_starter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} · {self.channel}"

    @property
    def is_proposed(self) -> bool:
        return self.accepted_at is None

    def progress(self, on: date) -> Progress:
        return progress(self.due_on, self.done_on, on)


class Meeting(OfSite, InCharge):
    """A meeting of the committee: called with an agenda, held, told in minutes by whoever is in charge of it."""

    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    agenda = models.TextField(_("agenda"), max_length=4000)
    minutes = models.TextField(_("what was said"), max_length=20_000, blank=True)
    guests = models.CharField(_("guests"), max_length=300, blank=True)

    class Meta(OfSite.Meta):
        abstract = False
        ordering = ["-held_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(agenda=""), name="meeting_has_an_agenda")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("committees:meeting", args=[self.organisation_id, self.pk])


class Attendance(models.Model):
    """Whether a member was at a meeting."""

    class PresenceChoices(models.TextChoices):
        PRESENT = Presence.PRESENT, pgettext_lazy("at a meeting", "Present")
        EXCUSED = Presence.EXCUSED, pgettext_lazy("at a meeting", "Excused")
        ABSENT = Presence.ABSENT, pgettext_lazy("at a meeting", "Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=PresenceChoices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once_per_meeting"),
            models.CheckConstraint(
                condition=Q(presence__in=list(Presence)), name="attendance_presence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_presence_display()}"


class Decision(OfSite, InCharge):
    """What a meeting decided; with somebody in charge and a due date, it is a task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("decision"), max_length=600)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta(OfSite.Meta):
        abstract = False
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once_per_meeting"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_says_something"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, owner__isnull=True, owner_member__isnull=True)
                | Q(due_on__isnull=False, owner__isnull=False, owner_member__isnull=True)
                | Q(due_on__isnull=False, owner__isnull=True, owner_member__isnull=False),
                name="decision_is_a_task_or_not",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(due_on__isnull=False), name="decision_done_is_a_task"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def is_task(self) -> bool:
        return self.due_on is not None

    def progress(self, on: date) -> Progress | None:
        return progress(self.due_on, self.done_on, on) if self.due_on else None
