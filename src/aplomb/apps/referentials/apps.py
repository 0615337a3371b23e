"""The app's name in Django."""

from django.apps import AppConfig


class ReferentialsConfig(AppConfig):
    name = "aplomb.apps.referentials"
    label = "referentials"
