"""Streams and their entries. Values stand apart, salted, so that they can be erased without breaking the chain."""

from typing import Any

from django.db import models

from aplomb.domain.shared.chain import NOTHING_BEFORE, leaf


class Stream(models.Model):
    """The events of one aggregate. Its row is the head: locked first by whatever writes to the aggregate."""

    kind = models.CharField(max_length=40)
    epoch = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=NOTHING_BEFORE, blank=True)
    last_at = models.DateTimeField(null=True)
    sealed_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What entries call it: `evaluation/12`. It names the stream, not the aggregate's own key."""
        return f"{self.kind}/{self.pk}"


class Entry(models.Model):
    """One event: who did what to which object, when; what was said is only committed to, never in clear."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="entries")
    epoch = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    object = models.CharField(max_length=80)
    object_version = models.PositiveBigIntegerField()
    commit = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ["stream", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="journal_entry_seq_once_per_stream")
        ]
        indexes = [
            models.Index(fields=["object", "-seq"], name="journal_entry_object"),
            models.Index(fields=["-at", "-id"], name="journal_entry_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.action}"

    def as_data(self, stream: str) -> dict[str, Any]:
        """The entry as it is hashed; `stream` is its stream's name."""
        return {
            "v": 1,
            "epoch": self.epoch,
            "stream": stream,
            "seq": self.seq,
            "at": self.at.isoformat(timespec="microseconds"),
            "actor": self.actor,
            "role": self.role,
            "action": self.action,
            "object": self.object,
            "object_version": self.object_version,
            "commit": self.commit,
            "prev": self.prev,
        }

    def computed_leaf(self, stream: str) -> str:
        return leaf(self.as_data(stream))


class Value(models.Model):
    """What an entry said: the salt and the data that its commitment hides. Erased with its object."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="value")
    salt = models.BinaryField(max_length=16)
    data = models.JSONField()

    def __str__(self) -> str:
        return f"value of {self.entry_id}"
