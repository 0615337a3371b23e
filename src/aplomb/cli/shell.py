"""The web shell, for the commands that need it: the embedded server is held, then Django is set up."""

import os
from collections.abc import Callable

from aplomb.cli.console import ENVIRONMENT, language, say
from aplomb.domain.shared.words import words

# What PostgreSQL says of a table or a column that is not there.
NOT_MIGRATED = ("42P01", "42703")


def with_shell(run: Callable[[], int]) -> int:
    """Run what needs the database; where the environment is at fault, say how and return 3."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aplomb.config.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from aplomb.config.postgres import PostgresError

    try:
        if settings.EMBEDDED:
            settings.EMBEDDED.enter()
        django.setup()
        return run()
    except (PostgresError, OperationalError, ImproperlyConfigured) as error:
        say(str(error))
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") not in NOT_MIGRATED:
            raise
        say(words(language()).gettext("The database is not at this release: run aplomb migrate."))
    return ENVIRONMENT
