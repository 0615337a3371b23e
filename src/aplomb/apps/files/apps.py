"""The app's name for Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "aplomb.apps.files"
    label = "files"
