from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "aplomb.apps.organisations"
    label = "organisations"
