"""The web shell, for the commands that need it: the embedded server is held, then Django is set up."""

import os
from collections.abc import Callable

from aplomb.cli.console import ENVIRONMENT, say


def with_shell(run: Callable[[], int]) -> int:
    """Run what needs the database; where the environment is at fault, say how and return 3."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aplomb.config.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from aplomb.config.postgres import PostgresError

    try:
        if settings.EMBEDDED:
            settings.EMBEDDED.enter()
        django.setup()
        return run()
    except (PostgresError, OperationalError, ImproperlyConfigured) as error:
        say(str(error))
        return ENVIRONMENT
