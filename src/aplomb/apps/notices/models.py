"""Up to when a person has read what concerns them. What there is to read is told by the journal, not kept here."""

from django.db import models

from aplomb.apps.accounts.models import User


class ReadMark(models.Model):
    """Everything up to this moment has been read; without a row, nothing has."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="read_mark")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.at:%Y-%m-%d %H:%M}"
