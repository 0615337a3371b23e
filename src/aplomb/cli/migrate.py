"""`aplomb migrate`: bring the database to this release, load the shipped content, gather static files."""

import argparse

from aplomb.cli.console import DONE, language
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

# One migration at a time, whatever the number of nodes: any constant does, so long as it is ours.
MIGRATION_LOCK = 0x41504C4F4D42


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("migrate", help=_("bring the database to this release"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return with_shell(migrate)


def migrate() -> int:
    """Migrate under a lock, then load the referentials that ship with the program."""
    from django.core.management import call_command
    from django.db import connection

    from aplomb.apps.knowledge.services import index_sheets
    from aplomb.apps.referentials.services import load_shipped
    from aplomb.config import statics

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            load_shipped()
            index_sheets()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    statics.gather()
    return DONE
