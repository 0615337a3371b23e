"""Everything that the environment may say, in one table (documented in docs/operators/configuration.md)."""

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the environment: its name, what stands without it, what it does."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("HOST", "127.0.0.1", "address on which the site listens"),
    Variable("PORT", "8000", "port on which the site listens"),
    Variable("DATABASE_URL", "", "PostgreSQL 15 or later; without it the program starts its own"),
    Variable("APLOMB_VAR", "var", "folder of the data: embedded database, keys, static files"),
    Variable("APLOMB_KEYS", "$APLOMB_VAR/keys", "folder of the secrets, made at first start, owner-only"),
    Variable("APLOMB_HOSTS", "", "host names under which the site is reached over https, by commas"),
    Variable("APLOMB_PROXIES", "0", "trusted proxies in front, each adding to X-Forwarded-For"),
    Variable("APLOMB_EMAIL_URL", "", "server for outgoing mail: smtp://user:password@host:587, or smtps://…"),
    Variable("APLOMB_EMAIL_FROM", "Aplomb <aplomb@localhost>", "sender of the messages"),
    Variable("APLOMB_CLAMD", "", "antivirus for the files received: clamd’s socket, or its host:port"),
    Variable("APLOMB_LANG", "fr", "language of the command line: fr or en"),
    Variable("APLOMB_WORKERS", "1", "processes that answer requests"),
    Variable("APLOMB_THREADS", "4", "threads in each of these processes"),
    Variable("APLOMB_TIMING", "", "1: each answer tells what it cost here (Server-Timing); for measures"),
    Variable("APLOMB_DEMO", "", "1: a demonstration, with a banner and a demonstration world"),
    Variable(
        "APLOMB_DEBUG", "", "1: Django's debug pages, for developers; refused where the site has a name"
    ),
)
ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def read(name: str) -> str:
    """The value of a variable of the table, or its default; KeyError for a name that the table has not."""
    return os.environ.get(name) or _BY_NAME[name].default


def flag(name: str) -> bool:
    return read(name).lower() in ("1", "true", "yes", "on")


def var() -> Path:
    """The folder of the data."""
    return Path(read("APLOMB_VAR")).expanduser().resolve()


def keys() -> Path:
    """The folder of the secrets, made owner-only where it is not there yet."""
    named = os.environ.get("APLOMB_KEYS")
    folder = Path(named).expanduser().resolve() if named else var() / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def secret(name: str) -> str:
    """A secret of this installation: drawn at first start, kept in the folder of the secrets.

    It is written whole beside its place, then put there: two processes that start together share one.
    """
    path = keys() / name
    if not path.exists():
        draft = _draft(path, secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


class Keyring:
    """A secret that can be changed under a running site: the key in use, then those that are only read with.

    They are the lines of a file in the folder of the secrets. It is looked at each time, so that every process that
    shares the folder follows a change at once.
    """

    def __init__(self, name: str) -> None:
        self.path = keys() / name
        self._seen: tuple[int, ...] = ()
        self._keys: tuple[str, ...] = ()
        secret(name)

    def read(self) -> tuple[str, ...]:
        """The key in use first; never empty."""
        found = self.path.stat()
        seen = (found.st_ino, found.st_size, found.st_mtime_ns)
        if seen != self._seen:
            self._keys, self._seen = tuple(self.path.read_text().split()), seen
        return self._keys

    def add(self) -> None:
        """Draw a key and put it in use; the others are still read with."""
        self._write((secrets.token_urlsafe(48), *self.read()))

    def forget(self) -> None:
        """Keep the key in use only."""
        self._write(self.read()[:1])

    def _write(self, lines: tuple[str, ...]) -> None:
        draft = _draft(self.path, "\n".join(lines))
        draft.replace(self.path)


def _draft(path: Path, text: str) -> Path:
    """A text written whole, and flushed, beside its place: what takes that place is never half of it."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def hosts() -> list[str]:
    """The names under which the site is reached, the first for its letters; empty where nobody said."""
    return [name.strip() for name in read("APLOMB_HOSTS").split(",") if name.strip()]


def plain_http() -> bool:
    """Whether people reach the site on this very machine, without TLS.

    It listens on loopback and has no name but loopback's. With a name, what listens there is a proxy's neighbour: what
    people see is https, wherever the site listens.
    """
    return read("HOST") in ON_THIS_MACHINE and all(name.strip("[]") in ON_THIS_MACHINE for name in hosts())


def public_address() -> str:
    """Where people reach the site, as letters written without a request at hand say it."""
    name = next(iter(hosts()), read("HOST"))
    name = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return f"http://{name}:{read('PORT')}" if plain_http() else f"https://{name}"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where outgoing messages are handed over; an empty host where there is no such server."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    starttls: bool = False


def mail_server(url: str) -> MailServer:
    """The server of an address such as `smtp://user:password@host:587` or `smtps://host`.

    Off this machine a message goes encrypted or not at all: where TLS cannot be agreed upon, it waits.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("APLOMB_EMAIL_URL must be smtp://… or smtps://…, with a host")
    implicit = parts.scheme == "smtps"
    local = parts.hostname in ON_THIS_MACHINE
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if implicit else 25 if local else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
        starttls=not implicit and not local,
    )
