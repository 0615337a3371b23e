"""The app's name for Django."""

from django.apps import AppConfig


class SolutionsConfig(AppConfig):
    name = "aplomb.apps.solutions"
    label = "solutions"
