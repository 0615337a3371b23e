"""Files that commands write: whole or not at all, and sentences for what the machine refuses."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aplomb.cli.console import BAD_INPUT, ENVIRONMENT, language, say
from aplomb.domain.shared.words import words

# What the person named wrongly; anything else that the system refuses is the machine's affair.
WRONG_USE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, FileExistsError)


def refused(path: Path | str, error: OSError) -> int:
    """Say what the system refused about a file; returns the exit status that this makes."""
    _ = words(language()).gettext
    say(_("{file}: {reason}").format(file=error.filename or path, reason=_reason(error)))
    return BAD_INPUT if isinstance(error, WRONG_USE) else ENVIRONMENT


def _reason(error: OSError) -> str:
    _ = words(language()).gettext
    reasons = {
        errno.ENOENT: _("no such file or folder"),
        errno.EISDIR: _("this is a folder, and a file is expected"),
        errno.ENOTDIR: _("this is a file, and a folder is expected"),
        errno.EEXIST: _("this exists already, and is of another kind"),
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("the disk is full"),
        errno.ENAMETOOLONG: _("the name is too long"),
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))


def put_file(path: Path, content: bytes) -> None:
    """Write a file whole, in the place of what was there; on failure nothing has changed. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with _named(path.parent):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def put_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files in a folder, made if need be: all of them, or none and the folder as it was. Raises OSError."""
    for name in contents:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
    made = _make(folder)
    try:
        with _named(folder), tempfile.TemporaryDirectory(prefix=".aplomb-", dir=folder) as waiting:
            for name, content in contents.items():
                (Path(waiting) / name).write_bytes(content)
            _swap(folder, Path(waiting), list(contents))
    except BaseException:
        for path in made:
            path.rmdir()
        raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name, in what the system refuses, the place that the person knows rather than our temporary one."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


def _swap(folder: Path, waiting: Path, names: list[str]) -> None:
    """Put the new files in the place of the old ones; a failure half way puts the old ones back."""
    kept = waiting / "before"
    kept.mkdir()
    done: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).rename(kept / name)
            done.append(name)
            (waiting / name).rename(folder / name)
    except BaseException:
        for name in done:
            (folder / name).unlink(missing_ok=True)
            if (kept / name).exists():
                (kept / name).rename(folder / name)
        raise


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; returns those that were not there, the deepest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _umask() -> int:
    """The process's mask: reading it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
