"""Hashes of passwords: Argon2id, four at once at most on a machine, since each takes 100 MiB."""

import fcntl
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 4
_here = BoundedSemaphore(AT_ONCE)


class Argon2id(Argon2PasswordHasher):
    """Django's Argon2id, taking its turn."""

    def encode(self, password: str, salt: str) -> str:
        with turn():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with turn():
            return bool(super().verify(password, encoded))


@contextmanager
def turn() -> Iterator[None]:
    """Hold one of the machine's slots: locks on files, which the processes of this installation share."""
    folder = Path(settings.VAR) / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    with _here, _slot(folder) as file:
        yield
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _slot(folder: Path) -> Iterator[int]:
    """A free slot; where none is, the first of a random one to be let go."""
    order = random.sample(range(AT_ONCE), AT_ONCE)
    for number in order:
        with open(folder / str(number), "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield file.fileno()
            return
    with open(folder / str(order[0]), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
