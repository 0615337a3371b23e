#!/usr/bin/env python3
"""Set Aplomb up and run it: `python3 run.py [run | test | check | bench | drill | words | COMMAND …]`.

Standard library only, so that a fresh clone needs nothing but Python 3.11 or later. Everything else goes
into `.venv/`, from the hash-locked files of `requirements/`, and is installed again only when these change.
Any other word is handed to the `aplomb` command.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)
# Debian's wheel of pip: the package, and the folder of the machine where it puts it.
PIP_PACKAGE, WHEELS = "python3-pip-whl", Path("/usr/share/python-wheels")
NO_PIP = """\
Ce Python n’a pas pip, et apt n’a pas pu l’apporter. Tapez ceci, puis recommencez :
This Python has no pip, and apt could not bring it. Type this, then start again:

    sudo apt-get install python3-venv
"""
CHECK_SETTINGS = ("--settings", "aplomb.config.settings_check")
DEVELOPMENT = ("test", "check", "bench", "drill", "words")


def main(arguments: Sequence[str]) -> int:
    if sys.version_info < OLDEST:
        print(f"Aplomb needs Python {'.'.join(map(str, OLDEST))} or later; this is {sys.version.split()[0]}.")
        return 3
    command, *rest = arguments or ["run"]
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    set_up("test" if command in DEVELOPMENT else "run")
    own = {"run": run, "test": test, "check": check, "bench": bench, "drill": drill, "words": words}
    return own[command](rest) if command in own else aplomb(command, *rest)


# — Setting up ————————————————————————————————————————————————————————————————


def set_up(lock: str) -> None:
    """Make `.venv/` hold what the lock says; nothing is done where it already does."""
    stamp = VENV / f".installed-{lock}"
    wanted = fingerprint(lock)
    if not PYTHON.exists() or not stamp.exists() or stamp.read_text() != wanted:
        if not works(*pip(), "--version"):
            say("Making the environment .venv …")
            make_environment()
        say("Installing the packages of requirements/ …")
        install("bootstrap")
        install(lock)
        call(*pip(), "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        stamp.write_text(wanted)
        if lock == "test":  # the tests' packages hold the runtime's
            (VENV / ".installed-run").write_text(fingerprint("run"))
    call(str(PYTHON), "tools/words.py", "compile")


def make_environment() -> None:
    """An environment and a pip for it. Debian's Python has no `ensurepip`: the wheel of pip is a package apart."""
    venv.create(VENV, with_pip=False, clear=VENV.exists())
    if not (
        works(str(PYTHON), "-Im", "ensurepip", "--default-pip")
        or works(*pip(), "--version")
        or install_pip_from(WHEELS)
        or install_pip_with_apt()
    ):
        say(NO_PIP)
        raise SystemExit(3)


def install_pip_with_apt() -> bool:
    """Fetch Debian's wheel of pip, which apt checks against the keys that the machine trusts.

    Nothing is installed on the machine, and nobody need be root: apt works in a folder of its own, since the
    machine's lists may be old or missing.
    """
    if not shutil.which("apt-get"):
        return False
    say("This Python has no pip: fetching Debian's …")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # root's apt fetches as a user of its own
        lists, cache = folder / "lists", folder / "cache"
        (lists / "partial").mkdir(parents=True)
        (cache / "archives" / "partial").mkdir(parents=True)
        options = [f"Dir::State::Lists={lists}", f"Dir::Cache={cache}", "Acquire::Languages=none"]
        apt = ["apt-get", "-qq", *(word for option in options for word in ("-o", option))]
        return (
            works(*apt, "update")
            and works(*apt, "download", PIP_PACKAGE, where=folder)
            and all(works("dpkg-deb", "-x", str(package), name) for package in folder.glob("*.deb"))
            and install_pip_from(folder / WHEELS.relative_to("/"))
        )


def install_pip_from(folder: Path) -> bool:
    """Install pip from its wheel in a folder, with itself: a wheel is a program that Python can run."""
    wheel = next(folder.glob("pip-*.whl"), None)
    return bool(wheel) and works(
        str(PYTHON), f"{wheel}/pip", "install", "--no-index", "--no-deps", str(wheel)
    )


def fingerprint(lock: str) -> str:
    """What an installation depends on: the locked packages, our own commands, the interpreter, the place."""
    files = [LOCKS / "bootstrap.txt", LOCKS / f"{lock}.txt", ROOT / "pyproject.toml"]
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files))
    digest.update(f"{sys.version}\0{ROOT}".encode())
    return digest.hexdigest()


def install(lock: str) -> None:
    """Install a lock with uv, or with plain pip where uv cannot (a company's mirror that only pip knows)."""
    file = str(LOCKS / f"{lock}.txt")
    uv = uv_program()
    if uv and lock != "bootstrap":
        words = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", file]
        if subprocess.run(words, cwd=ROOT, check=False).returncode == 0:
            return
        say("uv could not; trying with pip …")
    call(*pip(), "install", "--quiet", "--require-hashes", "-r", file)


def pip() -> list[str]:
    """The environment's pip; where it has none, the machine's, told to install there."""
    own = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    machines = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON)]
    return own if works(*own, "--version") else machines


def uv_program() -> str | None:
    installed = BIN / ("uv.exe" if os.name == "nt" else "uv")
    return str(installed) if installed.exists() else shutil.which("uv")


# — Running ———————————————————————————————————————————————————————————————————


def run(arguments: Sequence[str]) -> int:
    """A demonstration: the database is brought up to date, then the site is served until Ctrl-C."""
    os.environ.setdefault("APLOMB_DEMO", "1")
    say("Preparing the database …")
    status = aplomb("prepare")
    return status or aplomb("serve", "--with-worker", *arguments)


def aplomb(*words: str) -> int:
    return call_status(str(PYTHON), "-m", "aplomb", *words)


# — Developing ————————————————————————————————————————————————————————————————


def test(arguments: Sequence[str]) -> int:
    """All the tests, in parallel; the browser ones too. Arguments go to pytest."""
    chosen = any(word.startswith(("-n", "-p")) for word in arguments)
    processes = [] if chosen else ["-n", "auto", "--dist", "loadgroup"]
    return call_status(str(PYTHON), "-m", "pytest", *processes, *arguments)


def check(arguments: Sequence[str]) -> int:
    """Formatter, linter, types, imports, dependencies, templates, migrations, translations, locks."""
    checks = [
        ("formatting", "-m", "ruff", "format", "--check", "--quiet", "."),
        ("linting", "-m", "ruff", "check", "--quiet", "."),
        ("templates", "-m", "djlint", "src", "--lint", "--quiet"),
        ("imports", "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"),
        ("dependencies", "-m", "deptry", "src", "--config", "tools/deptry.toml"),
        ("locks and paths", "tools/hygiene.py"),
        ("translations", "tools/words.py", "check"),
        ("migrations", "-m", "django", "makemigrations", "--check", "--dry-run", *CHECK_SETTINGS),
        ("types", "-m", "mypy"),
    ]
    failed = []
    for name, *words in checks:
        say(f"— {name}")
        if call_status(str(PYTHON), *words):
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> int:
    """The benchmarks, as a table, with their history file."""
    return call_status(str(PYTHON), "bench/run.py", *arguments)


def drill(arguments: Sequence[str]) -> int:
    """The fault drills and long proofs, in full."""
    return call_status(str(PYTHON), "-m", "pytest", "tests", "-m", "drill", "--full", *arguments)


def words(arguments: Sequence[str]) -> int:
    """The translations: `words extract`, `words check`."""
    return call_status(str(PYTHON), "tools/words.py", *arguments)


# — Small tools ———————————————————————————————————————————————————————————————


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def call(*words: str) -> None:
    """Run a program that must succeed; its own words say what went wrong."""
    if status := subprocess.run(words, cwd=ROOT, check=False).returncode:
        raise SystemExit(3 if status > 0 else 128 - status)


def works(*words: str, where: Path = ROOT) -> bool:
    """Whether a program runs well; what it says is not shown."""
    try:
        return subprocess.run(words, cwd=where, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def call_status(*words: str) -> int:
    """Run a program in the foreground: interruptions are its to handle, we wait for it to finish."""
    process = subprocess.Popen(words, cwd=ROOT)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: process.send_signal(received))
    return process.wait()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
