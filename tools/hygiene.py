"""What no tracked file may hold: addresses in locks, paths of somebody's machine, left-over marks."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = re.compile(r"^requirements/|\.lock$|^pyproject\.toml$")
ADDRESS = re.compile(r"https?://")
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:work/|root/|home/\w+/)")
LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX)\b")


SOURCES = (".py", ".js", ".html", ".css", ".typ")
HERE = "tools/hygiene.py"  # names what it looks for


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name not in ("", HERE) and (ROOT / name).is_file()]


def problems() -> list[str]:
    found = []
    for name in tracked():
        try:
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if LOCKS.search(name) and ADDRESS.search(line):
                found.append(f"{name}:{number}: an address in a lock or build file")
            if MACHINE_PATH.search(line):
                found.append(f"{name}:{number}: a path of a machine")
            if name.endswith(SOURCES) and LEFT_OVER.search(line):
                found.append(f"{name}:{number}: a left-over mark")
    return found


if __name__ == "__main__":
    for problem in problems():
        print(problem, file=sys.stderr)
    raise SystemExit(1 if problems() else 0)
