"""`aplomb prepare`: what `run.py` does before serving a demonstration, in one process so that it starts fast."""

import argparse

from aplomb.cli.demo import demo
from aplomb.cli.migrate import migrate
from aplomb.cli.shell import with_shell

USUAL_SITES = 12


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("prepare")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring the database to this release, then make the demonstration world where there is none."""
    return with_shell(lambda: migrate() or demo(USUAL_SITES, 0, if_empty=True))
