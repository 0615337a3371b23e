"""The app's name for Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "aplomb.apps.documents"
    label = "documents"
