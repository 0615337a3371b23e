"""Who is evaluated or acts; who works there, in which role; who supervises or accompanies whom."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Stream
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind

if TYPE_CHECKING:
    from aplomb.apps.organisations.policy import Standing


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, standing: "Standing", action: str = "organisation.read") -> Self:
        """The organisations on which this person may do that."""
        return self.filter(standing.organisations_filter(action, "pk"))

    def sites(self) -> Self:
        return self.filter(kind=Kind.SITE)

    def for_list(self) -> Self:
        return self.order_by("name", "pk")


class LivingManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """The organisations that are not merged into another. What points to one that is still finds it."""

    def get_queryset(self) -> OrganisationQuerySet:
        found: OrganisationQuerySet = super().get_queryset().filter(merged_into__isnull=True)
        return found


class Organisation(models.Model):
    """A site, a group, a network, a region, an association, an audit body, a consultancy or a provider."""

    class KindChoices(models.TextChoices):
        SITE = Kind.SITE, _("Site")
        GROUP = Kind.GROUP, _("Group")
        NETWORK = Kind.NETWORK, _("Network")
        REGION = Kind.REGION, _("Region")
        ASSOCIATION = Kind.ASSOCIATION, _("Association")
        AUDIT_BODY = Kind.AUDIT_BODY, _("Audit body")
        CONSULTANCY = Kind.CONSULTANCY, _("Consultancy")
        PROVIDER = Kind.PROVIDER, _("Provider")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=KindChoices)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    finess = models.CharField("FINESS", max_length=9, blank=True)
    profile = models.JSONField(default=dict, blank=True)
    # Evaluators, committee members and readers: the other roles have no choice (reliability-security.md §12.2).
    demands_second_factor = models.BooleanField(_("second factor for everyone"), default=True)
    # A site that goes without a consultancy says so: not to have chosen is something else (domain.md §7, step 2).
    no_consultancy_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # A double whose everything went to another: its address leads there, and no list names it.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="doubles"
    )

    objects = LivingManager()
    everyone = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="organisation_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_kind_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home:dashboard", args=[self.pk])

    @property
    def label(self) -> str:
        """The name where room is scarce."""
        return self.short_name or self.name


class Dated(models.Model):
    """Something that holds from a day to a day, both included; without an end it goes on.

    Stopped before its end, it no longer holds from that very day on: access stops at the next request.
    """

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def current(cls, on: date, prefix: str = "") -> Q:
        """What holds on this day."""
        return (
            Q(**{f"{prefix}starts_on__lte": on})
            & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on}))
            & (Q(**{f"{prefix}stopped_on__isnull": True}) | Q(**{f"{prefix}stopped_on__gt": on}))
        )

    # The same as a condition in SQL, for queries that follow links: `{0}` is the row's alias, with its point.
    CURRENT_SQL = (
        "{0}starts_on <= %(on)s AND ({0}ends_on IS NULL OR {0}ends_on >= %(on)s)"
        " AND ({0}stopped_on IS NULL OR {0}stopped_on > %(on)s)"
    )

    @classmethod
    def standing(cls, on: date) -> Q:
        """What holds on this day, or will: what is not over."""
        return (Q(ends_on__isnull=True) | Q(ends_on__gte=on)) & (
            Q(stopped_on__isnull=True) | Q(stopped_on__gt=on)
        )

    def stop(self, on: date) -> None:
        """Put an end to it, today."""
        self.ends_on = self.stopped_on = max(on, self.starts_on)
        self.save(update_fields=["ends_on", "stopped_on"])


class Membership(Dated):
    """A person's role in an organisation, for a period."""

    class RoleChoices(models.TextChoices):
        SECRETARY = Role.SECRETARY, _("Association secretary")
        ASSOCIATION_PRESIDENT = Role.ASSOCIATION_PRESIDENT, _("President of the association")
        COMMISSION_PRESIDENT = Role.COMMISSION_PRESIDENT, _("President of the commission")
        COMMISSION_MEMBER = Role.COMMISSION_MEMBER, _("Commission member")
        AUDIT_BODY_MANAGER = Role.AUDIT_BODY_MANAGER, _("Audit body manager")
        AUDITOR = Role.AUDITOR, _("Auditor")
        CONSULTANCY_MANAGER = Role.CONSULTANCY_MANAGER, _("Consultancy manager")
        CONSULTANT = Role.CONSULTANT, _("Consultant")
        QUALITY_MANAGER = Role.QUALITY_MANAGER, _("Quality manager")
        COMMITTEE_MEMBER = Role.COMMITTEE_MEMBER, _("Steering-committee member")
        EVALUATOR = Role.EVALUATOR, _("Evaluator")
        READER = Role.READER, _("Reader")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=24, choices=RoleChoices)
    # Who put an end to it before its last day, and why; nobody where the period simply ran out.
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # A departure that is prepared: to whom each kind of open work goes (a person's key by code) once the last day is
    # over, and when that was done. Until then the role holds.
    planned_at = models.DateTimeField(null=True, blank=True)
    heirs = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class Affiliation(Dated):
    """A child belongs to a parent (site → group, network, region): a directed acyclic graph, not a tree.

    It counts once the child accepted it; `shares_detail` says whether the parent sees the site's own figures.
    """

    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")
    accepted_at = models.DateTimeField(null=True, blank=True)
    shares_detail = models.BooleanField(default=False)

    class Meta:
        ordering = ["parent__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "parent"],
                condition=Q(ends_on__isnull=True),
                name="affiliation_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="affiliation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child} → {self.parent}"


class Approval(Dated):
    """The association's approval of a consultancy or an audit body, for a period."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="approvals")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ends_on__isnull=True), name="approval_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="approval_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.starts_on}"


class Engagement(Dated):
    """A consultancy works for an organisation, for a period; the organisation accepts it and may end it."""

    consultancy = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="engagements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consultancies")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultancy", "organisation"],
                condition=Q(ends_on__isnull=True),
                name="engagement_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultancy} ⇄ {self.organisation}"


class Invitation(models.Model):
    """A link sent to an address: whoever opens it joins the organisation in that role."""

    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=24, choices=Membership.RoleChoices)
    digest = models.CharField(max_length=64, unique=True)
    # The action of the rights matrix under which it was sent, asked again when it is accepted.
    right = models.CharField(max_length=40, default="member.invite")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The period of the role to come, where it is not simply from the acceptance on.
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # Parts of the work given with the role (`joining.py`), by code.
    parts = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation} ({self.role})"

    def is_open(self, at: datetime) -> bool:
        """Whether the link still opens at this moment."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
