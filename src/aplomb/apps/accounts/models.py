"""A person's account, what opens it, and the counters that slow down whoever guesses."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.agents import browser_name
from aplomb.apps.journal.models import Stream


class Profession(models.TextChoices):
    """What somebody does, where it matters that it is a health profession."""

    RADIOLOGIST = "radiologist", _("Radiologist")
    NUCLEAR = "nuclear_physician", _("Nuclear medicine physician")
    DOCTOR = "doctor", _("Other doctor")
    RADIOGRAPHER = "radiographer", _("Radiographer")
    PHYSICIST = "medical_physicist", _("Medical physicist")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    SECRETARY = "secretary", _("Medical secretary")
    OTHER = "other", _("Other profession")


class UserManager(BaseUserManager["User"]):
    """Accounts are made by invitation, by the command line or by the demonstration, never by signing up."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account with its journal stream; without a password nobody can sign in to it yet."""
        user = self.model(email=email.strip().lower(), stream=Stream.objects.create(kind="account"), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


def full_name(honorific: str | None, first_name: str | None, last_name: str | None) -> str:
    """The name as colleagues write it: `Dr Anne Royèvre`; nothing for nobody."""
    return " ".join(filter(None, (honorific, first_name, last_name)))


class User(AbstractBaseUser):
    """A person. What they may do follows from their memberships, except for the platform's administrators."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    honorific = models.CharField(_("title"), max_length=10, blank=True, help_text=_("Dr, Pr …"))
    profession = models.CharField(_("profession"), max_length=20, choices=Profession, blank=True)
    rpps = models.CharField(
        _("RPPS number"), max_length=11, blank=True, help_text=_("For health professionals: eleven digits.")
    )
    # Mails about what comes due: meetings, tasks, documents. Those about access and security always go.
    reminders = models.BooleanField(_("reminders by e-mail"), default=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    keyboard_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    auto_advance = models.BooleanField(_("go to the next criterion after scoring"), default=False)
    # Somebody in charge asked that the factors be forgotten, once this moment has come (§12.2).
    factors_end_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            # So that one address is one account, however it is typed.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_in_lower_case"),
            models.CheckConstraint(condition=~Q(email=""), name="account_has_an_email"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The name as colleagues write it: `Dr Anne Royèvre`."""
        return full_name(self.honorific, self.first_name, self.last_name)

    def get_short_name(self) -> str:
        """The name in a dense table: `A. Royèvre`, with the title if there is one."""
        initial = f"{self.first_name[:1]}." if self.first_name else ""
        return " ".join(filter(None, (self.honorific, initial, self.last_name)))

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def actor_id(self) -> str:
        """How the journal names this person: opaque, so that a name can be erased."""
        return str(self.public_id)


class Token(models.Model):
    """A key for a program: hashed, scoped, with an end; printed once to its person."""

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and write")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"


class Session(AbstractBaseSession):
    """A browser that is signed in, or on its way to. Its key is kept hashed: reading the table opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-last_seen_at", "pk"]

    def __str__(self) -> str:
        return f"{self.user or 'nobody'} · {self.last_seen_at}"

    @property
    def browser(self) -> str:
        return browser_name(self.agent)


class Link(models.Model):
    """A link sent to an address, for one use: kept hashed, bound to its person and to its purpose."""

    class Purpose(models.TextChoices):
        PASSWORD = "password", _("new password")
        EMAIL = "email", _("change of address")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    email = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            # A new link kills the one before.
            models.UniqueConstraint(fields=["user", "purpose"], name="link_once_for_a_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.user}"


class Message(models.Model):
    """A message to an address, written with its cause and sent afterwards. Its text is kept sealed, until sent."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="message_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Limit(models.Model):
    """A counter of tries in a window, in the database so that it holds across processes and restarts."""

    key = models.CharField(max_length=120, primary_key=True)
    window_ends_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["window_ends_at"], name="limit_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"

    def is_blocked(self, at: datetime) -> bool:
        return self.blocked_until is not None and at < self.blocked_until
