"""`aplomb serve`: answer requests."""

import argparse
import errno
import os
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import nullcontext

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
    if environment.flag("APLOMB_DEMO") and (status := _apart(lambda: with_shell(_refuse_real_data))):
        return status
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


def _apart(job: Callable[[], int]) -> int:
    """Do it in a process of its own where the system can fork: this one only watches over those that answer, and
    would carry for good all that Django takes."""
    if not hasattr(os, "fork"):
        return job()
    pid = os.fork()
    if pid == 0:
        status = ENVIRONMENT
        try:
            status = job()
        except Exception:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _refuse_real_data() -> int:
    """A demonstration lets people in without a second factor: never on an installation's data."""
    from aplomb.apps.accounts.models import User
    from aplomb.apps.home.demonstration.mark import is_demonstration

    if User.objects.exists() and not is_demonstration():
        say(refusal())
        return BAD_INPUT
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
