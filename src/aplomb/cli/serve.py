"""`aplomb serve`: answer requests."""

import argparse

from aplomb.cli.console import DONE, language, say
from aplomb.domain.shared.words import words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("serve", help=_("serve the site"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop. The parent holds the embedded database; its children answer."""
    from granian import Granian
    from granian.constants import Interfaces

    from aplomb.config import environment
    from aplomb.config.postgres import Server

    _ = words(language()).gettext
    host, port = environment.read("HOST"), int(environment.read("PORT"))
    if not environment.read("DATABASE_URL"):
        Server(environment.var() / "postgres").enter()
    say(_("Aplomb listens on {address}").format(address=f"http://{host}:{port}"))
    Granian(
        "aplomb.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(environment.read("APLOMB_WORKERS")),
        blocking_threads=int(environment.read("APLOMB_THREADS")),
        log_access=False,
        websockets=False,
    ).serve()
    return DONE
