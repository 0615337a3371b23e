"""`aplomb serve`: answer requests."""

import argparse
import errno
import gc
import multiprocessing
import os
import socket
from contextlib import nullcontext
from importlib import import_module

from aplomb.cli.console import BAD_INPUT, DONE, ENVIRONMENT, language, say
from aplomb.cli.demo import refusal
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("serve", help=_("serve the site"))
    parser.add_argument("--with-worker", action="store_true", help=_("run one worker beside the site"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop. The parent holds the embedded database; its children answer."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from aplomb.cli.worker import beside
    from aplomb.config import environment
    from aplomb.config.postgres import PostgresError, Server

    _ = words(language()).gettext
    host, port = environment.read("HOST"), environment.read("PORT")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        say(_("PORT is not a port number: {port}").format(port=port))
        return BAD_INPUT
    if why := _why_not_listen(host, int(port)):
        say(why)
        return ENVIRONMENT
    try:
        if not environment.read("DATABASE_URL"):
            Server(environment.var() / "postgres").enter()
    except PostgresError as error:
        say(str(error))
        return ENVIRONMENT
    if environment.flag("APLOMB_DEMO") and (status := with_shell(_refuse_real_data)):
        return status
    _preload()
    say(_("Aplomb listens on {address}").format(address=f"http://{host}:{port}/"))
    with beside() if args.with_worker else nullcontext():
        Granian(
            "aplomb.config.wsgi:application",
            address=host,
            port=int(port),
            interface=Interfaces.WSGI,
            workers=int(environment.read("APLOMB_WORKERS")),
            blocking_threads=int(environment.read("APLOMB_THREADS")),
            log_access=False,
            log_level=LogLevels.warning,
            websockets=False,
        ).serve()
    return DONE


def _preload() -> None:
    """Load the application before the processes that answer are forked from this one, which then share its memory.

    Nothing of it may be a connection or a thread. Where processes are started anew, each loads its own.
    """
    if multiprocessing.get_start_method() != "fork":
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aplomb.config.settings")
    import_module("aplomb.config.wsgi")
    import_module("aplomb.config.urls")
    # What is there now stays: a collection that walked it would copy its pages to each process.
    gc.collect()
    gc.freeze()


def _refuse_real_data() -> int:
    """A demonstration lets people in without a second factor: never on an installation's data."""
    from django.db import connection

    from aplomb.apps.accounts.models import User
    from aplomb.apps.home.demonstration.mark import is_demonstration

    try:
        if User.objects.exists() and not is_demonstration():
            say(refusal())
            return BAD_INPUT
    finally:
        # No process inherits a connection of this one.
        connection.close_pool()  # type: ignore[attr-defined]
    return DONE


def _why_not_listen(host: str, port: int) -> str:
    """Why nobody can listen there, in words; empty where one can."""
    _ = words(language()).gettext
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _("Another program listens on port {port}: choose one with PORT=…").format(port=port)
        return _("Nobody can listen on {host}, port {port}: {error}").format(
            host=host, port=port, error=error.strerror or error
        )
    return ""
