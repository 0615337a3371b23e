"""Reading a zip without believing it: counted while it is inflated, its names judged before."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from aplomb.domain.files import limits
from aplomb.domain.files.findings import Refused, Rule

_STEP = 256 * 1024


class Archive:
    """A zip whose table of contents has been found sound; `members` inflates, and counts as it goes.

    `budget` is what may still be inflated: an archive inside another draws on the same.
    """

    def __init__(self, data: bytes, budget: "Budget") -> None:
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Refused(Rule.UNREADABLE) from error
        self._infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._check()

    @property
    def names(self) -> list[str]:
        return [info.filename for info in self._infos]

    def _check(self) -> None:
        if len(self._zip.infolist()) > limits.MOST_ENTRIES:
            raise Refused(Rule.ENTRIES)
        seen: set[str] = set()
        for info in self._infos:
            if info.flag_bits & 0x1:
                raise Refused(Rule.ENCRYPTED)
            if _is_unsafe(info):
                raise Refused(Rule.PATH)
            name = info.filename.casefold()
            if name in seen:
                raise Refused(Rule.DUPLICATE)
            seen.add(name)

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Each member's name and bytes, in the order of the table of contents."""
        for info in self._infos:
            yield info.filename, self._inflate(info)

    def read(self, name: str) -> bytes:
        """The bytes of one member; empty where there is none of that name."""
        info = next((one for one in self._infos if one.filename == name), None)
        return self._inflate(info) if info else b""

    def _inflate(self, info: zipfile.ZipInfo) -> bytes:
        taken = bytearray()
        try:
            with self._zip.open(info) as source:
                while piece := source.read(_STEP):
                    self._budget.take(len(piece))
                    taken += piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Refused(Rule.UNREADABLE) from error
        return bytes(taken)


class Budget:
    """How much may be inflated for one file: in all, and against what the file weighs."""

    def __init__(self, weight: int) -> None:
        self._weight = weight
        self._taken = 0

    def take(self, size: int) -> None:
        self._taken += size
        if self._taken > limits.MOST_UNPACKED:
            raise Refused(Rule.UNPACKED)
        if self._taken > limits.RATIO_FROM and self._taken > limits.MOST_RATIO * self._weight:
            raise Refused(Rule.RATIO)


def _is_unsafe(info: zipfile.ZipInfo) -> bool:
    """An absolute path, a way up, a drive, a link: nothing that a file to be unpacked needs."""
    name = info.orig_filename.replace("\\", "/")
    mode = info.external_attr >> 16
    return (
        name.startswith("/")
        or ".." in name.split("/")
        or name[1:2] == ":"
        or "\x00" in name
        or (bool(mode) and stat.S_ISLNK(mode))
    )
