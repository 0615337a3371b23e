"""Up to when a person has read what concerns them, and what they were reminded of by mail.

What there is to read is told by the journal, not kept here.
"""

from django.db import models

from aplomb.apps.accounts.models import User


class ReadMark(models.Model):
    """Everything up to this moment has been read; without a row, nothing has."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="read_mark")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """What somebody was reminded of: the object, its day and how near it was, never twice (§16)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=40)
    due_on = models.DateField()
    stage = models.CharField(max_length=20)
    sent_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "about", "due_on", "stage"], name="notice_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.about} ({self.stage}) → {self.user_id}"


class Digest(models.Model):
    """The one message of a day in which a person is reminded of what waits for them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="notice_digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
