"""`aplomb keys`: change the key that seals what the database must not show."""

import argparse

from aplomb.cli.console import DONE, ENVIRONMENT, language, say
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

# One change of key at a time, whatever the number of nodes: any constant does, so long as it is ours.
KEY_LOCK = 0x41504C4F4D43


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("keys", help=_("change the key that seals second factors and messages"))
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("ACTION"))
    rotate_parser = actions.add_parser(
        "rotate", help=_("draw a new key, seal everything with it, forget the one before")
    )
    rotate_parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return with_shell(rotate)


def rotate() -> int:
    """Change the key under a running site; what nothing reads any more is told, and is no failure of the change."""
    from django.db import OperationalError, connection
    from django.utils import timezone

    from aplomb.apps.accounts.rotation import change_key
    from aplomb.apps.journal.services import Actor

    catalogue = words(language())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [KEY_LOCK])
        try:
            changed = change_key(by=Actor("host", "administrator"), at=timezone.now())
        except OperationalError as error:
            said = catalogue.gettext(
                "Not finished ({error}). Both keys are kept and nothing is lost: type the command again."
            )
            say(said.format(error=error))
            return ENVIRONMENT
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY_LOCK])
    said = catalogue.ngettext(
        "The key is changed: {n} value sealed anew. Back up the folder of the secrets.",
        "The key is changed: {n} values sealed anew. Back up the folder of the secrets.",
        changed.done,
    )
    say(said.format(n=changed.done))
    if changed.unreadable:
        said = catalogue.ngettext(
            "{n} value can be read with no key that is kept: it was left as it is.",
            "{n} values can be read with no key that is kept: they were left as they are.",
            changed.unreadable,
        )
        say(said.format(n=changed.unreadable))
    return DONE
