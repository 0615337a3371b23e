"""From the words typed to the function that does the job.

Each command is a module of this room with `add(commands)`, which declares its words, and a `run(args)` that
returns the exit status. Modules are imported only when their command is asked for, so that those that need no
server start fast.
"""

import argparse
import gettext
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from aplomb import __version__
from aplomb.cli.console import language
from aplomb.domain.shared.words import DOMAIN, LOCALE, words

COMMANDS = (
    "evaluate",
    "grid",
    "referential",
    "demo",
    "serve",
    "worker",
    "migrate",
    "verify",
    "createadmin",
    "token",
    "keys",
    "policy",
    "routes",
)
# Commands of `run.py`, not of people.
HIDDEN = ("prepare",)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    _speak(language())
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(arguments)
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # The reader of our output has left (`| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    _ = words(language()).gettext
    parser = argparse.ArgumentParser(
        prog="aplomb", description=_("Quality evaluation and labelling in medical imaging and teleradiology.")
    )
    parser.add_argument(
        "--version", action="version", version=f"Aplomb {__version__}", help=_("show the version and exit")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    asked = [name for name in (*COMMANDS, *HIDDEN) if name in arguments[:1]] or COMMANDS
    for name in asked:
        import_module(f"aplomb.cli.{name}").add(commands)
    return parser


def _speak(lang: str) -> None:
    """Make argparse speak the language too: it asks the standard library's default catalogue."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
