"""The app's name for Django."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "aplomb.apps.indicators"
    label = "indicators"
