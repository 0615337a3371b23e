"""The app's name for Django."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "aplomb.apps.committees"
    label = "committees"
