"""The app's name in Django."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "aplomb.apps.knowledge"
    label = "knowledge"
