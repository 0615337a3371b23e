from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "aplomb.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from aplomb.apps.accounts import signals  # noqa: F401 -- connects the receivers
