"""Settings of the checks: no server is started, no migration is asked of a database."""

from aplomb.config.settings import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none", "HOST": "none.invalid"}}
