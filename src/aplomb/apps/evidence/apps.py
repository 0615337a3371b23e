"""The app's name for Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "aplomb.apps.evidence"
    label = "evidence"
