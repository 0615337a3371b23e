from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "aplomb.apps.journal"
    label = "journal"
