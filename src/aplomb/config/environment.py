"""Everything that the environment may say, in one table (documented in docs/operators/configuration.md)."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


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
    Variable("APLOMB_HOSTS", "", "host names under which the site is reached, separated by commas"),
    Variable("APLOMB_LANG", "fr", "language of the command line: fr or en"),
    Variable("APLOMB_WORKERS", "2", "processes that answer requests"),
    Variable("APLOMB_THREADS", "4", "threads in each of these processes"),
    Variable("APLOMB_DEMO", "", "1: a demonstration, with a banner and a demonstration world"),
    Variable("APLOMB_DEBUG", "", "1: Django's debug pages, for developers; refused off loopback"),
)
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


def secret_key() -> str:
    """The key that signs sessions and forms: drawn at first start, kept in the folder of the secrets."""
    path = keys() / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_text()
